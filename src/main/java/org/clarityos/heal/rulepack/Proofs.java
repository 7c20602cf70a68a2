package org.clarityos.heal.rulepack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.yaml.Problem;

/** The look for what a known issue is proven by: its cases, and a drill once it is stable. */
final class Proofs {
  private static final String DRILL = ".drill.yaml";

  private Proofs() {}

  /** The drill that a stable known issue lacks. */
  static Optional<Problem> drill(Path file, Header header) {
    Path drill = file.resolveSibling(header.field("id") + DRILL);
    if (!header.field("maturity").equals("stable") || Files.exists(drill)) {
      return Optional.empty();
    }
    String message =
        "a stable known issue is proven by a drill, and there is no "
            + drill.getFileName()
            + "; until one has passed it is incubating";
    return Optional.of(Problem.at(file, "// @maturity stable", message).as("unproven"));
  }

  /** The cases that a known issue lacks: one that fires, a near miss and one that resolves. */
  static Optional<Problem> cases(Path file, String issue, Set<Case.Kind> kinds) {
    Set<Case.Kind> lacking = EnumSet.allOf(Case.Kind.class);
    lacking.removeAll(kinds);
    if (lacking.isEmpty() || !Files.exists(file)) {
      return Optional.empty();
    }
    String message =
        issue
            + CaseRunner.ENDING
            + " lacks a case of kind "
            + lacking.toString().toLowerCase(Locale.ROOT);
    return Optional.of(new Problem(file, 1, 0, message));
  }
}
