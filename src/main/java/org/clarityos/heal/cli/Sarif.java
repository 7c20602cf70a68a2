package org.clarityos.heal.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.clarityos.heal.yaml.Problem;

/** Problems as a SARIF 2.1.0 log (OASIS Standard, 27 March 2020). */
final class Sarif {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Sarif() {}

  static String of(List<Problem> problems) {
    ObjectNode log = JSON.createObjectNode();
    log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json").put("version", "2.1.0");
    ObjectNode run = log.putArray("runs").addObject();
    run.putObject("tool").putObject("driver").put("name", "clarity check");
    ArrayNode results = run.putArray("results");
    for (Problem problem : problems) {
      ObjectNode result = results.addObject();
      result.put("ruleId", problem.kind());
      result.put("level", problem.bearable() ? "warning" : "error");
      result.putObject("message").put("text", problem.message());
      ObjectNode place = result.putArray("locations").addObject().putObject("physicalLocation");
      place.putObject("artifactLocation").put("uri", problem.file().toString());
      if (problem.line() > 0) {
        ObjectNode region = place.putObject("region").put("startLine", problem.line());
        if (problem.column() > 0) {
          region.put("startColumn", problem.column());
        }
      }
    }
    return log.toPrettyString();
  }
}
