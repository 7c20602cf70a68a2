package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far cases come in each rule.
 *
 * @param rules the rules, in the order of their files
 */
public record Coverage(List<Rule> rules) {
  /**
   * How far cases come in one rule.
   *
   * @param id its id
   * @param name its name, a sentence
   * @param place its file, from the folder of packs, and line
   * @param fired whether a case lets it fire
   * @param measured whether its condition could be asked in parts; when not, the rest says nothing
   * @param patterns the elements of its condition, in order
   * @param thresholds its comparisons with numbers, in order
   */
  public record Rule(
      String id,
      String name,
      RuleText.Place place,
      boolean fired,
      boolean measured,
      List<Part> patterns,
      List<Boundary> thresholds) {}

  /**
   * One element of a condition.
   *
   * @param line its line
   * @param pattern as its author wrote it
   * @param satisfied whether it holds in a case together with all before it
   * @param canFail whether there is anything that it could fail on
   * @param failed whether in a case all before it holds and it does not: a near miss
   */
  public record Part(
      int line, String pattern, boolean satisfied, boolean canFail, boolean failed) {}

  /**
   * A comparison with a number, and the values of cases on its sides while all else held.
   *
   * @param line its line
   * @param comparison as its author wrote it
   * @param below at or below the limit
   * @param above at or above the limit
   */
  public record Boundary(int line, String comparison, Side below, Side above) {}

  /**
   * One side of a limit.
   *
   * @param near whether a case has a value within 10 % of the number, or the next step
   * @param nearest the nearest value and its limit; the empty string when there is none
   */
  public record Side(boolean near, String nearest) {
    static Side of(Threshold.@Nullable Beside value) {
      return value == null ? new Side(false, "") : new Side(value.near(), value.words());
    }

    private String words() {
      return nearest.isEmpty() ? "" : "; the nearest is " + nearest;
    }
  }

  /** What no case shows, a line each, with file and line. */
  public List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    for (Rule rule : rules) {
      String file = rule.place().file() + ":";
      if (!rule.fired()) {
        gaps.add(file + rule.place().line() + " no case lets \"" + rule.name() + "\" fire");
      }
      if (!rule.measured()) {
        gaps.add(file + rule.place().line() + " its condition cannot be asked in parts");
        continue;
      }
      patterns(rule, file, gaps);
      for (Boundary boundary : rule.thresholds()) {
        String at = file + boundary.line() + " " + boundary.comparison() + ": nothing ";
        if (!boundary.below().near()) {
          gaps.add(at + "below it within 10 %" + boundary.below().words());
        }
        if (!boundary.above().near()) {
          gaps.add(at + "above it within 10 %" + boundary.above().words());
        }
      }
    }
    return gaps;
  }

  /** What comes after a pattern that no case satisfies is not told: no case comes as far. */
  private static void patterns(Rule rule, String file, List<String> gaps) {
    for (Part part : rule.patterns()) {
      String at = file + part.line() + " " + part.pattern() + ": ";
      if (part.canFail() && !part.failed()) {
        gaps.add(at + "no case comes as far and fails there");
      }
      if (!part.satisfied()) {
        gaps.add(at + "no case satisfies it");
        return;
      }
    }
  }

  /** In one sentence. */
  public String summary() {
    List<Part> parts = rules.stream().flatMap(rule -> rule.patterns().stream()).toList();
    List<Part> canFail = parts.stream().filter(Part::canFail).toList();
    List<Side> sides =
        rules.stream()
            .flatMap(rule -> rule.thresholds().stream())
            .flatMap(boundary -> java.util.stream.Stream.of(boundary.below(), boundary.above()))
            .toList();
    return String.format(
        "%d of %d rules fire; %d of %d patterns are satisfied, %d of %d once fail; %d of %d sides of thresholds are tried",
        rules.stream().filter(Rule::fired).count(),
        rules.size(),
        parts.stream().filter(Part::satisfied).count(),
        parts.size(),
        canFail.stream().filter(Part::failed).count(),
        canFail.size(),
        sides.stream().filter(Side::near).count(),
        sides.size());
  }
}
