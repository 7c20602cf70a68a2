package org.clarityos.heal.rulepack;

import java.util.List;
import java.util.Set;

/**
 * What came of a case.
 *
 * @param failures what was not as expected; empty when all was
 * @param fired the ids of the rules that fired
 */
public record CaseResult(List<Failure> failures, Set<String> fired) {
  /** Keeps its own copies. */
  public CaseResult {
    failures = List.copyOf(failures);
    fired = Set.copyOf(fired);
  }

  /**
   * Something that was not as expected.
   *
   * @param place what it is about, as a JSON pointer within the case: {@code /then/0}
   * @param message what was expected and what was there
   */
  public record Failure(String place, String message) {}
}
