package org.clarityos.heal.drill;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.clarityos.heal.diagnose.BatchResult;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.ListenerState;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.fact.Severity;
import org.clarityos.heal.fact.SourceState;
import org.clarityos.heal.fact.TrackRecord;

/**
 * The observations of many components: most say that all is well, one in ten is a slow answer, which fires a rule and
 * is followed by a quick one, and one in four hundred is a crash, which ends in a decision; whoever acts on it says
 * that it healed.
 */
final class PipelineStream {
  /** One observation in so many is of a slow answer; the one after it of the same component is not. */
  private static final int SLOW = 10;

  /** One in so many is a crash: 50 a second of 20,000. */
  private static final int CRASH = 400;

  /** One in so many is a measurement. */
  private static final int SAMPLE = 20;

  private static final int KINDS = 3;
  private static final int PORT = 8080;
  private static final int SITES = 10;
  private static final double MILLI = 1e6;

  private final int components;
  private final LongSupplier time;
  private final Queue<Fact> answers = new ConcurrentLinkedQueue<>();
  private final Map<String, Long> crashed = new ConcurrentHashMap<>();
  private final List<Double> latencies = new ArrayList<>();
  private final Set<RuleBase.RuleInfo> fired = new HashSet<>();
  private long sent;
  private long crashes;
  private long decisions;
  private long firings;

  /**
   * A stream whose facts are of a time.
   *
   * @param time in milliseconds since the epoch
   */
  PipelineStream(int components, LongSupplier time) {
    this.components = components;
    this.time = time;
  }

  private static String site(int number) {
    return "acme/site-" + number % SITES;
  }

  private static String component(int number) {
    return site(number) + "/host-" + number + "/service:web";
  }

  /** What is known of the components, and that all is well. */
  List<Fact> inventory(RuleBase base) {
    long now = time.getAsLong();
    List<Fact> facts = new ArrayList<>(base.issues());
    for (int site = 0; site < SITES; site++) {
      facts.add(new Budget(site(site), "", Integer.MAX_VALUE));
    }
    facts.add(new TrackRecord("bench-start", "service", 30, 0, new BigDecimal("0.95")));
    for (int number = 0; number < components; number++) {
      String id = component(number);
      facts.add(
          new ComponentInfo(
              id,
              site(number),
              "service",
              "generic",
              Severity.MEDIUM,
              true,
              "clarity",
              false,
              true,
              false));
      facts.add(
          new Offer(
              id,
              "process-crashed",
              "bench-start",
              "1",
              "service",
              Safety.RESTART,
              true,
              false,
              1,
              Mode.ACT));
      facts.add(new ProcessState(id, ProcessState.Status.RUNNING, now, "bench"));
      facts.add(new EndpointState(id, "user", EndpointState.Status.UP, now, "bench"));
      facts.add(new EndpointState(id, SwapPacks.PROBE, EndpointState.Status.UP, now, "bench"));
    }
    return facts;
  }

  /** The next observation. */
  Fact next() {
    Fact answer = answers.poll();
    if (answer != null) {
      return answer;
    }
    int number = (int) (sent % components);
    long round = sent / components;
    sent++;
    String id = component(number);
    long now = time.getAsLong();
    if (sent % CRASH == 0) {
      // Each time of another component, so that none crashes again before it healed.
      String other = component((int) (crashes++ * 7 % components));
      if (crashed.putIfAbsent(other, System.nanoTime()) == null) {
        return new ProcessState(other, ProcessState.Status.CRASHED, now, "bench");
      }
      // Nobody acted on its last crash: somebody started it by hand.
      crashed.remove(other);
      return new ProcessState(other, ProcessState.Status.RUNNING, now, "bench");
    }
    if ((number + round) % SLOW == 0) {
      return new EndpointState(id, SwapPacks.PROBE, EndpointState.Status.SLOW, now, "bench");
    }
    if ((number + round) % SLOW == 1) {
      return new EndpointState(id, SwapPacks.PROBE, EndpointState.Status.UP, now, "bench");
    }
    if (sent % SAMPLE == 0) {
      return new Sample(id, "process.rss", (1 << 28) + sent % CRASH, now, "bench");
    }
    return switch ((int) (sent % KINDS)) {
      case 0 -> new SourceState(id, "bench", SourceState.Status.ALIVE, now);
      case 1 -> new ListenerState(id, PORT, ListenerState.Owner.OURS, now, "bench");
      default -> new EndpointState(id, "user", EndpointState.Status.UP, now, "bench");
    };
  }

  /** Takes what a batch made: a decision to act is answered with what came of it. */
  synchronized void take(BatchResult result) {
    firings += result.firings().size();
    result.firings().forEach(firing -> fired.add(firing.rule()));
    result.states().stream()
        .filter(Decision.class::isInstance)
        .map(Decision.class::cast)
        .filter(Decision::acts)
        .forEach(this::decided);
  }

  private void decided(Decision decision) {
    String id = decision.component();
    Long since = crashed.get(id);
    if (since == null) {
      return;
    }
    decisions++;
    latencies.add((System.nanoTime() - since) / MILLI);
    long now = time.getAsLong();
    answers.add(new ProcessState(id, ProcessState.Status.RUNNING, now, "bench"));
    answers.add(
        new Outcome(
            id,
            decision.incident(),
            decision.attempt(),
            decision.playbook(),
            Outcome.Result.HEALED,
            now));
    crashed.remove(id);
  }

  /** What came of it, in words. */
  synchronized String told() {
    return "%,d observations, %,d firings of %d rules, %,d decisions to act"
        .formatted(sent, firings, fired.size(), decisions);
  }

  /** The times from a crash to the released decision, in words. */
  synchronized String latencies() {
    double[] all = latencies.stream().mapToDouble(d -> d).sorted().toArray();
    return "from observation to released decision: median %.1f ms, p99 %.1f ms, longest %.1f ms"
        .formatted(all[all.length / 2], all[(int) (all.length * 0.99)], all[all.length - 1]);
  }
}
