package org.clarityos.heal.replay;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.DependsOn;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.fact.ListenerState;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.fact.Severity;
import org.clarityos.heal.fact.TrackRecord;

/**
 * A made-up recording of a site of 100 components, eighty services, ten filesystems and ten hosts,
 * of which one service falls ill every half hour: it crashes, answers slowly or with errors.
 */
final class Day {
  static final int ILLNESS_SECONDS = 1800;
  private static final int HOSTS = 10;
  private static final int SERVICES = 8;
  private static final List<String> ISSUES =
      List.of("process-crashed", "process-gone", "slow-responses", "error-responses");

  private final List<String> services = new ArrayList<>();
  private final List<String> filesystems = new ArrayList<>();
  private final List<String> hosts = new ArrayList<>();
  private final Random random = new Random(7);

  /** Writes the hours, with a sample of each metric of each component at an interval. */
  static void write(Path file, int hours, int everySeconds) throws IOException {
    new Day().all(file, hours * 3600, everySeconds);
  }

  private void all(Path file, int seconds, int every) throws IOException {
    try (Recorded recorded = new Recorded(file, seconds)) {
      recorded.start(known());
      for (int second = 1; second < seconds; second++) {
        long at = Recorded.START + second * 1000L;
        List<Fact> facts = new ArrayList<>(changes(second, at));
        sample(facts, second, every, at);
        recorded.at(second * 1000L, facts);
      }
    }
  }

  private List<Fact> known() {
    List<Fact> known = new ArrayList<>(List.of(new Budget("acme/fra1", "", 60)));
    ISSUES.forEach(
        issue ->
            known.add(new TrackRecord("mend-" + issue, "service", 40, 0, new BigDecimal("0.961"))));
    for (int host = 1; host <= HOSTS; host++) {
      String prefix = "acme/fra1/web-" + host + "/";
      hosts.add(prefix + "host:web-" + host);
      filesystems.add(prefix + "filesystem:data");
      for (int service = 1; service <= SERVICES; service++) {
        services.add(prefix + "service:s" + service);
      }
    }
    hosts.forEach(id -> known.add(info(id, "host", false)));
    for (String id : filesystems) {
      known.add(info(id, "filesystem", false));
      known.add(
          new FilesystemState(id, FilesystemState.Status.WRITABLE, Recorded.START, "filesystem"));
    }
    services.forEach(id -> known.addAll(service(id)));
    return known;
  }

  private List<Fact> service(String id) {
    boolean first = id.endsWith(":s1");
    List<Fact> known = new ArrayList<>(List.of(info(id, "service", !first)));
    if (!first) {
      known.add(new DependsOn(id, id.replaceAll(":s\\d+$", ":s1")));
    }
    known.add(process(id, ProcessState.Status.RUNNING, Recorded.START - 600_000));
    known.add(endpoint(id, EndpointState.Status.UP, Recorded.START));
    known.add(new ListenerState(id, 8080, ListenerState.Owner.OURS, Recorded.START, "listener"));
    known.add(
        new ConfigState(
            id, "/etc/app.conf", ConfigState.Status.GOOD, Recorded.START, "configuration"));
    for (String issue : ISSUES) {
      String playbook = "mend-" + issue;
      known.add(
          new Offer(
              id, issue, playbook, "1", "service", Safety.RESTART, true, false, 10, Mode.ACT));
    }
    return known;
  }

  private static ComponentInfo info(String id, String kind, boolean dependent) {
    return new ComponentInfo(
        id, "acme/fra1", kind, "generic", Severity.MEDIUM, true, "clarity", false, true, dependent);
  }

  /** A service that falls ill, and is well again after 20 s. */
  private List<Fact> changes(int second, long at) {
    int illness = second / ILLNESS_SECONDS;
    String id = services.get(illness * 13 % services.size());
    int since = second % ILLNESS_SECONDS;
    if (since == 600) {
      return switch (illness % 3) {
        case 0 ->
            List.of(
                process(id, ProcessState.Status.CRASHED, at),
                endpoint(id, EndpointState.Status.REFUSED, at));
        case 1 -> List.of(endpoint(id, EndpointState.Status.SLOW, at));
        default -> List.of(endpoint(id, EndpointState.Status.ERROR, at));
      };
    } else if (since == 620) {
      return List.of(
          process(id, ProcessState.Status.RUNNING, at), endpoint(id, EndpointState.Status.UP, at));
    }
    return List.of();
  }

  private void sample(List<Fact> facts, int second, int every, long at) {
    int number = 0;
    for (String id : services) {
      if ((second + number++) % every == 0) {
        facts.add(sample(id, "process.rss", 2e8 + random.nextInt(1_000_000), at));
        facts.add(sample(id, "process.descriptors", 0.1 + random.nextInt(100) / 1e4, at));
        facts.add(sample(id, "endpoint.latency", 0.01 + random.nextInt(1000) / 1e5, at));
      }
    }
    for (String id : filesystems) {
      if ((second + number++) % every == 0) {
        facts.add(sample(id, "filesystem.used", 0.5 + random.nextInt(100) / 1e4, at));
        facts.add(sample(id, "filesystem.growth", random.nextInt(100), at));
      }
    }
    for (String id : hosts) {
      if ((second + number++) % every == 0) {
        facts.add(sample(id, "host.cpu", random.nextInt(100) / 1e2, at));
        facts.add(sample(id, "host.memory.used", random.nextInt(100) / 1e2, at));
      }
    }
  }

  private static Sample sample(String id, String metric, double value, long at) {
    return new Sample(id, metric, value, at, "day");
  }

  private static ProcessState process(String id, ProcessState.Status status, long since) {
    return new ProcessState(id, status, since, "process");
  }

  private static EndpointState endpoint(String id, EndpointState.Status status, long since) {
    return new EndpointState(id, "user", status, since, "endpoint");
  }
}
