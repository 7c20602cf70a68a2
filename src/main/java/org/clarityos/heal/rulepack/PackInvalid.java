package org.clarityos.heal.rulepack;

import java.util.List;
import org.clarityos.heal.yaml.Problem;

/** The answer to packs that may not be loaded: every fault found, with its place. */
public final class PackInvalid extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /** An answer that names at least one problem. */
  public PackInvalid(List<Problem> problems) {
    super(Problem.lines(problems));
    this.problems = List.copyOf(problems);
  }

  /** The faults found. */
  public List<Problem> problems() {
    return problems;
  }
}
