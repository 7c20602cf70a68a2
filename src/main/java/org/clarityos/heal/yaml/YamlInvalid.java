package org.clarityos.heal.yaml;

import java.util.List;

/** The answer to files that may not be loaded: every problem that was found, with its place. */
public final class YamlInvalid extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /** An answer that names at least one problem. */
  public YamlInvalid(List<Problem> problems) {
    super(Problem.lines(problems));
    this.problems = List.copyOf(problems);
  }

  /** An answer that names one problem. */
  public YamlInvalid(Problem problem) {
    this(List.of(problem));
  }

  /** The problems found. */
  public List<Problem> problems() {
    return problems;
  }
}
