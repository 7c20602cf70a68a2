package org.clarityos.heal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.diagnose.Firing;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.replay.Difference;
import org.clarityos.heal.replay.Illness;
import org.clarityos.heal.replay.Report;

/** What a backtest found, as JSON. */
final class ReplayJson {
  private ReplayJson() {}

  static ObjectNode of(Report report, Map<String, List<String>> steps) {
    ObjectNode node = FactJson.mapper().createObjectNode();
    node.put("same", report.same()).put("site", report.header().site());
    node.put("from", report.header().from().toString());
    node.put("to", report.header().to().toString());
    node.put("batches", report.batches());
    node.set("a", FactJson.mapper().valueToTree(report.a()));
    node.set("b", FactJson.mapper().valueToTree(report.b()));
    node.set("rules", FactJson.mapper().valueToTree(report.rules()));
    ArrayNode all = node.putArray("differences");
    report.differences().forEach(difference -> all.add(of(difference, steps)));
    return node.put("more", report.more());
  }

  private static ObjectNode of(Difference difference, Map<String, List<String>> steps) {
    ObjectNode node = FactJson.mapper().createObjectNode();
    node.put("knownIssue", difference.knownIssue()).put("component", difference.component());
    node.set("a", of(difference.a(), steps));
    node.set("b", of(difference.b(), steps));
    Difference.Divergence cause = difference.cause();
    ObjectNode because = node.putObject("cause").put("batch", cause.batch()).put("at", cause.at());
    because.set("a", of(cause.a()));
    because.set("b", of(cause.b()));
    because.set("observations", facts(cause.observations()));
    return node;
  }

  private static ObjectNode of(Illness illness, Map<String, List<String>> steps) {
    ObjectNode node = FactJson.mapper().createObjectNode();
    node.set("diagnosed", FactJson.mapper().valueToTree(illness.spells()));
    ArrayNode decisions = node.putArray("decisions");
    for (Illness.Made made : illness.decisions()) {
      ObjectNode decision = FactJson.mapper().valueToTree(made);
      decision.set(
          "steps", FactJson.mapper().valueToTree(steps.getOrDefault(made.playbook(), List.of())));
      decisions.add(decision);
    }
    return node;
  }

  private static ObjectNode of(Difference.Side side) {
    ObjectNode node = FactJson.mapper().createObjectNode();
    ArrayNode fired = node.putArray("fired");
    for (Firing firing : side.fired()) {
      ObjectNode one = fired.addObject().put("rule", firing.rule().id());
      one.put("name", firing.rule().name()).put("pack", firing.rule().pack());
      one.set("matched", facts(firing.matched()));
      one.set("inserted", facts(firing.inserted()));
    }
    node.set("held", facts(side.held()));
    return node;
  }

  private static ArrayNode facts(List<? extends Fact> facts) {
    ArrayNode node = FactJson.mapper().createArrayNode();
    facts.forEach(fact -> node.add(FactJson.write(fact)));
    return node;
  }
}
