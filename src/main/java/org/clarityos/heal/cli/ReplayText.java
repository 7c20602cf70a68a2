package org.clarityos.heal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.clarityos.heal.diagnose.Firing;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.replay.Difference;
import org.clarityos.heal.replay.Illness;
import org.clarityos.heal.replay.Report;

/** What a backtest found, in words. */
final class ReplayText {
  private static final Set<String> TIMES = Set.of("at", "since");
  private final PrintWriter out;
  private final Map<String, List<String>> steps;

  /** Prints with the steps of playbooks. */
  ReplayText(PrintWriter out, Map<String, List<String>> steps) {
    this.out = out;
    this.steps = steps;
  }

  void print(Report report) {
    out.printf(
        "%s, %s to %s, %d batches%n",
        report.header().site(), report.header().from(), report.header().to(), report.batches());
    out.printf("%24s %12s%n", "A", "B");
    row("firings", report.a().firings(), report.b().firings());
    row("diagnoses", report.a().diagnoses(), report.b().diagnoses());
    row("decisions", report.a().decisions(), report.b().decisions());
    if (!report.rules().isEmpty()) {
      out.printf("%nRules that fired more often in one than in the other:%n");
      report
          .rules()
          .forEach((rule, fired) -> out.printf("  %-44s A %d, B %d%n", rule, fired.a(), fired.b()));
    }
    report.differences().forEach(this::print);
    if (report.more() > 0) {
      out.printf("%nand %d more%n", report.more());
    }
    out.printf(
        "%n%s%n",
        report.same()
            ? "The diagnoses, decisions and plans are the same."
            : "Illnesses that differ: " + (report.differences().size() + report.more()));
  }

  private void row(String what, long a, long b) {
    out.printf("%-11s %12d %12d%n", what, a, b);
  }

  private void print(Difference difference) {
    out.printf("%n%s on %s%n", difference.knownIssue(), difference.component());
    print("A", difference.a());
    print("B", difference.b());
    Difference.Divergence cause = difference.cause();
    out.printf("  because of batch %d at %s:%n", cause.batch(), Instant.ofEpochMilli(cause.at()));
    print("A", cause.a(), difference.component());
    print("B", cause.b(), difference.component());
    for (Fact fact : cause.observations()) {
      out.printf("    observed: %s%n", words(fact, difference.component()));
    }
  }

  private void print(String side, Illness illness) {
    String spells =
        illness.spells().stream()
            .map(
                spell ->
                    Instant.ofEpochMilli(spell.from())
                        + (spell.to() < 0
                            ? " to the end"
                            : " to " + Instant.ofEpochMilli(spell.to())))
            .collect(Collectors.joining(", "));
    out.printf("  %s  %s%n", side, spells.isEmpty() ? "not diagnosed" : "diagnosed " + spells);
    for (Illness.Made made : illness.decisions()) {
      out.printf(
          "     %s %s %s: %s%n",
          Instant.ofEpochMilli(made.at()), made.verdict(), made.confidence(), made.reason());
      if (!made.playbook().isEmpty()) {
        String known = String.join(", ", steps.getOrDefault(made.playbook(), List.of()));
        out.printf("       plan %s%s%n", made.playbook(), known.isEmpty() ? "" : ": " + known);
      }
    }
  }

  private void print(String side, Difference.Side what, String component) {
    for (Firing firing : what.fired()) {
      out.printf("    only %s fired %s, \"%s\"%n", side, firing.rule().id(), firing.rule().name());
    }
    for (Fact fact : what.held()) {
      out.printf("    only %s holds %s%n", side, words(fact, component));
    }
  }

  /** A fact on one line; the component is left out when everybody knows which. */
  private static String words(Fact fact, String component) {
    ObjectNode node = FactJson.write(fact);
    List<String> words = new ArrayList<>(List.of(node.path(FactJson.TYPE).asText()));
    node.properties()
        .forEach(
            field -> {
              String name = field.getKey();
              String value = field.getValue().asText(field.getValue().toString());
              if (TIMES.contains(name)) {
                words.add(name + " " + Instant.ofEpochMilli(field.getValue().asLong()));
              } else if (!name.equals(FactJson.TYPE)
                  && !(name.equals("component") && value.equals(component))) {
                words.add(name + " " + value);
              }
            });
    return String.join(" ", words);
  }
}
