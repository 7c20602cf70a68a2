package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.plan.Binder;
import org.clarityos.heal.playbook.PlaybookLoader;
import org.clarityos.heal.yaml.YamlInvalid;

/** The shipped playbooks, for the plans of cases. */
final class Offered {
  private Offered() {}

  static CaseOffers shipped() {
    Actions actions = Actions.shipped();
    try {
      return new CaseOffers(
          new Binder(actions::safety),
          PlaybookLoader.load(Path.of("playbooks"), actions.all().keySet(), actions::fault));
    } catch (YamlInvalid e) {
      throw new IllegalStateException(e);
    }
  }
}
