package org.clarityos.heal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.fact.Severity;
import org.clarityos.heal.replay.Recorded;

/**
 * A home with one small pack, queues, and a playbook beside policy and planning, which are taken as they were
 * compiled for other tests.
 */
record QueuesHome(Path folder) implements AutoCloseable {
  private static final String WEB = "acme/fra1/web-1/service:web";
  static final String CASES = "rules/queues/queue-long.cases.yaml";
  static final String RULES = "rules/queues/queue-long.drl";

  /** The cases at first: one that holds. */
  static final String HOLDS =
      """
      - name: more than 90 waiting
        kind: fires
        plans: {trackRecords: {start-process: [40, 0]}}
        given:
          - {at: 1s, fact: Sample, metric: queue.length, value: 94}
        then:
          - at: 1s
            diagnoses: {queue-long: [0.95, 1]}
            decisions: {queue-long: {verdict: ACT, playbook: start-process}}
      """;

  static QueuesHome in(Path folder) throws IOException {
    QueuesHome home = new QueuesHome(folder);
    for (String pack : List.of("policy", "planning")) {
      Path to = Files.createDirectories(folder.resolve("rules").resolve(pack));
      try (Stream<Path> files = Files.list(Path.of("rules").resolve(pack))) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
    }
    Files.createDirectories(Packs.KEPT);
    Files.createDirectories(folder.resolve("target"));
    Files.createSymbolicLink(folder.resolve("target/packs"), Packs.KEPT);
    home.write(
        "rules/queues/pack.yaml", "{id: queues, version: 1.0.0, owner: t, engine: \">=0.1\"}\n");
    home.write(RULES, rules("value > 90"));
    home.write(CASES, HOLDS);
    home.write(
        "playbooks/start-process.yaml",
        Files.readString(Path.of("playbooks/application/start-process.yaml"))
            .replace("process-crashed", "queue-long"));
    return home;
  }

  /** The rules, with a bound for the queue. */
  static String rules(String bound) {
    return """
        // @id queue-long
        // @title Too many wait
        // @maturity stable
        // @severity HIGH
        // @since 0.1.0
        // Detects: a long queue.
        // Because: Little's law.
        // Not when: never.
        // Tune: nothing.
        package org.clarityos.heal.rules.queues;

        import org.clarityos.heal.fact.*;

        rule "Many wait"
        @id(queue-long-symptom)
        ruleflow-group "symptom"
        when
          Sample(metric == "queue.length", BOUND, $c: component)
          not EndpointState(component == $c, status != EndpointState.Status.UP)
        then
          insertLogical(new Symptom($c, "queue-long"));
        end

        rule "Who waits long is in a long queue"
        @id(queue-long-evidence)
        ruleflow-group "evidence"
        when
          Symptom(name == "queue-long", $c: component)
        then
          insertLogical(Evidence.of("queue-long", $c, "queue", "0.96"));
        end
        """
        .replace("BOUND", bound);
  }

  /** Writes a recording of a queue of a length after 5 s. */
  static void recorded(Path file, double value) throws IOException {
    List<Fact> held =
        List.of(
            new ComponentInfo(
                WEB,
                "acme/fra1",
                "service",
                "generic",
                Severity.MEDIUM,
                true,
                "clarity",
                false,
                true,
                false),
            new EndpointState(WEB, "user", EndpointState.Status.UP, Recorded.START, "endpoint"));
    try (Recorded recording = new Recorded(file, 5)) {
      recording
          .start(held)
          .at(5000, new Sample(WEB, "queue.length", value, Recorded.START + 5000, "queue"));
    }
  }

  /** Lets go of what other tests use, too. */
  @Override
  public void close() throws IOException {
    Files.delete(folder.resolve("target/packs"));
  }

  void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
