package org.clarityos.heal.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of one drill against a running site and service. */
final class DrillRun {
  /** How long a patient must stay well to count as healed. */
  static final Duration STABILITY = Duration.ofSeconds(5);

  private static final Duration ASK = Duration.ofMillis(30);
  private static final Duration WELL_BEFORE = Duration.ofSeconds(10);
  private static final Duration QUIET_AFTER = Duration.ofSeconds(25);
  private static final Duration LOOK = Duration.ofMillis(100);
  private final Drill drill;
  private final Site site;
  private final ServiceApi api;
  private final Clock clock;

  DrillRun(Drill drill, Site site, ServiceApi api, Clock clock) {
    this.drill = drill;
    this.site = site;
    this.api = api;
    this.clock = clock;
  }

  /** Why the drill cannot run here; empty when it can. */
  Optional<String> missing() {
    return site.missing(drill.patient()).or(() -> fault().missing(site));
  }

  private Fault fault() {
    Fault fault = FaultList.ALL.get(drill.fault());
    if (fault == null) {
      throw new IllegalStateException("there is no fault " + drill.fault());
    }
    return fault;
  }

  /** Injects the fault and sees what comes of it. */
  Result run() throws IOException, InterruptedException {
    long before = clock.millis();
    try (Prober prober = new Prober(fault().question(site, drill.patient()), ASK, clock)) {
      if (!Await.until(WELL_BEFORE, () -> ready(prober))) {
        return Result.broken(drill, before, "the patient was not well before the fault");
      }
      return drill.expect() == Drill.Expect.HEALED ? healed(prober) : nothing(prober);
    }
  }

  private boolean ready(Prober prober) throws IOException, InterruptedException {
    return prober.rightSince().isPresent() && api.quiet() && fault().ready(site, drill.patient());
  }

  private Result healed(Prober prober) throws IOException, InterruptedException {
    Map<String, String> before = site.state();
    prober.restart();
    long injected = clock.millis();
    Fault.Aftermath aftermath = fault().inject(site, drill.patient());
    Optional<Long> recovered;
    List<String> collateral = new ArrayList<>();
    try {
      recovered = awaitStable(prober, injected);
      Await.until(QUIET_AFTER, () -> approveAndLook(injected));
      collateral.addAll(changed(before, site.state()));
    } finally {
      end(aftermath, collateral);
    }
    boolean passed = recovered.isPresent() && collateral.isEmpty();
    String note = passed ? "" : recovered.isPresent() ? "collateral damage" : "not healed in time";
    return result(injected, passed, recovered, collateral, prober.failures(), note);
  }

  private Optional<Long> awaitStable(Prober prober, long injected)
      throws IOException, InterruptedException {
    long latest = injected + drill.within().toMillis();
    long end = latest + STABILITY.toMillis();
    while (clock.millis() <= end) {
      api.approve(injected);
      Optional<Long> recovered = prober.recoveredAt().filter(at -> at <= latest);
      if (recovered.filter(at -> clock.millis() - at >= STABILITY.toMillis()).isPresent()) {
        return recovered.map(at -> at - injected);
      }
      Await.pause(LOOK);
    }
    return Optional.empty();
  }

  private boolean approveAndLook(long injected) throws IOException, InterruptedException {
    api.approve(injected);
    return api.quiet();
  }

  private Result nothing(Prober prober) throws IOException, InterruptedException {
    long injected = clock.millis();
    prober.restart();
    Fault.Aftermath aftermath = fault().inject(site, drill.patient());
    Map<String, String> before = site.state();
    List<String> collateral = new ArrayList<>();
    try {
      Await.pause(drill.within());
      before.forEach((what, was) -> compare(what, was, collateral));
    } finally {
      end(aftermath, collateral);
    }
    List<Result.Plan> plans = plans(injected);
    boolean passed = collateral.isEmpty() && plans.isEmpty();
    String note = passed ? "" : "something was done that should not have been";
    site.makeWell();
    return result(injected, passed, Optional.empty(), collateral, prober.failures(), note);
  }

  private void compare(String what, String was, List<String> collateral) {
    try {
      if (!site.state().getOrDefault(what, "").equals(was)) {
        collateral.add(what);
      }
    } catch (IOException e) {
      collateral.add(what + " cannot be read: " + e.getMessage());
    }
  }

  private static void end(Fault.Aftermath aftermath, List<String> collateral)
      throws InterruptedException {
    try {
      aftermath.end();
    } catch (IOException e) {
      collateral.add(String.valueOf(e.getMessage()));
    }
  }

  private List<String> changed(Map<String, String> before, Map<String, String> after) {
    List<String> changed = new ArrayList<>();
    before.forEach(
        (what, was) -> {
          String is = after.getOrDefault(what, "");
          if (!is.equals(was) && !fault().mayChange(drill.patient(), what)) {
            changed.add(what);
          }
        });
    int starts = starts(after) - starts(before);
    if (starts > fault().mostStarts()) {
      changed.add("APP was started " + starts + " times");
    }
    return changed;
  }

  private static int starts(Map<String, String> state) {
    return Integer.parseInt(state.getOrDefault("APP starts", "0"));
  }

  private Result result(
      long injected,
      boolean passed,
      Optional<Long> recovered,
      List<String> collateral,
      int failures,
      String note)
      throws IOException, InterruptedException {
    Result.Times times =
        new Result.Times(first(injected, ""), first(injected, "incident"), recovered);
    Result.Verdict verdict = passed ? Result.Verdict.PASSED : Result.Verdict.FAILED;
    return new Result(
        drill, injected, verdict, times, List.copyOf(collateral), failures, plans(injected), note);
  }

  /** When the program first noted something of a kind about the patient. */
  private Optional<Long> first(long injected, String kind)
      throws IOException, InterruptedException {
    for (JsonNode record : api.audit(injected)) {
      boolean about = record.path("component").asText().endsWith("/" + drill.patient().component());
      if (about && (kind.isEmpty() || record.path("kind").asText().equals(kind))) {
        return Optional.of(record.path("at").asLong() - injected);
      }
    }
    return Optional.empty();
  }

  private List<Result.Plan> plans(long injected) throws IOException, InterruptedException {
    Map<String, JsonNode> started = new HashMap<>();
    Map<String, String> issues = new HashMap<>();
    List<Result.Plan> plans = new ArrayList<>();
    for (JsonNode record : api.audit(injected)) {
      JsonNode body = record.path("body");
      String plan = body.path("plan").asText();
      if (record.path("kind").asText().equals("incident")) {
        issues.put(record.path("incident").asText(), body.path("knownIssue").asText());
      } else if (record.path("kind").asText().equals("execution")) {
        started.put(plan, body);
      } else if (record.path("kind").asText().equals("outcome")) {
        String kind = record.path("component").asText().replaceAll(".*/([a-z]+):.*", "$1");
        JsonNode start = started.getOrDefault(plan, MissingNode.getInstance());
        plans.add(
            new Result.Plan(
                issues.getOrDefault(record.path("incident").asText(), ""),
                start.path("playbook").asText(),
                start.path("version").asText(),
                kind,
                body.path("result").asText()));
      }
    }
    return List.copyOf(plans);
  }
}
