package org.clarityos.heal.cli;

import java.nio.file.Path;
import java.util.List;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.plan.Binder;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.playbook.PlaybookLoader;
import org.clarityos.heal.rulepack.CaseOffers;
import org.clarityos.heal.rulepack.CaseSuite;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * A home's packs, compiled, with their cases.
 *
 * @param base the packs
 * @param suite their cases
 */
record CaseHome(RuleBase base, CaseSuite suite) {
  /** The folder of rule packs in a home. */
  static Path rules(Path home) {
    return home.resolve("rules");
  }

  /** The folder of playbooks in a home. */
  static Path playbooks(Path home) {
    return home.resolve("playbooks");
  }

  /**
   * Loads a home; packs that did not change are taken as they were compiled before.
   *
   * @throws PackInvalid when a pack may not be loaded
   * @throws YamlInvalid when a playbook may not be loaded
   */
  static CaseHome load(Path home) throws PackInvalid, YamlInvalid {
    RuleBase base = PackCompiler.compile(rules(home), home.resolve("target/packs"));
    Actions actions = Actions.shipped();
    List<Playbook> playbooks =
        PlaybookLoader.load(playbooks(home), actions.all().keySet(), actions::fault);
    CaseOffers offers = new CaseOffers(new Binder(actions::safety), playbooks);
    return new CaseHome(base, new CaseSuite(rules(home), base, offers));
  }
}
