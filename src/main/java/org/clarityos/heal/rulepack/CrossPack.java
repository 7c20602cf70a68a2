package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.clarityos.heal.playbook.Effect;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.yaml.Problem;

/** The look at packs together, and at what their known issues' playbooks do: what no pack shows by itself. */
public final class CrossPack {
  private CrossPack() {}

  /** What is wrong with rules beside each other. */
  static List<Problem> problems(List<PackSource> packs) {
    List<Conclusion> conclusions = Conclusion.all(packs);
    List<Problem> problems = new ArrayList<>(Shadows.problems(conclusions));
    problems.addAll(Silenced.problems(conclusions));
    return problems;
  }

  /** The known issues of a folder of packs that their evidence can make a diagnosis of. */
  public static Set<String> reached(Path rules) {
    List<PackSource> packs = PackSource.all(rules, new ArrayList<>());
    return Reach.issues(Conclusion.all(packs), Reach.threshold(packs));
  }

  /**
   * What is wrong with rules and playbooks beside each other: known issues that claim the same
   * evidence and are healed by different playbooks, playbooks whose effect sets them off again, and
   * playbooks that a manifest needs and that are not there.
   *
   * @param rules the folder of packs
   * @param playbooks the playbooks
   * @param effects what monitors see once an action has worked, by the action's name
   */
  public static List<Problem> problems(
      Path rules, List<Playbook> playbooks, Function<String, List<Effect>> effects) {
    List<PackSource> packs = PackSource.all(rules, new ArrayList<>());
    List<Conclusion> conclusions = Conclusion.all(packs);
    List<Problem> problems = new ArrayList<>(Claims.problems(conclusions, playbooks));
    problems.addAll(new Loops(conclusions, Reach.threshold(packs), effects).problems(playbooks));
    problems.addAll(ManifestCheck.playbooks(packs, playbooks.stream().map(Playbook::id).toList()));
    return problems;
  }
}
