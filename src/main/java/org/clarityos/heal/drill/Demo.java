package org.clarityos.heal.drill;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A demonstration: three real faults on a disposable site, healed while one looks on. */
public final class Demo {
  private static final Duration WITHIN = Duration.ofSeconds(12);
  private static final Duration ASK = Duration.ofMillis(30);
  private static final Duration LOOK = Duration.ofMillis(200);
  private final Launcher launcher;
  private final Clock clock;

  /** A demonstration of the program that is built in a folder. */
  public Demo(Path home, Clock clock) {
    this.launcher = new Launcher(home);
    this.clock = clock;
  }

  /**
   * Runs it and tells what happens.
   *
   * @return 0 when everything was healed and the audit log verifies
   */
  public int run(PrintStream out) throws IOException, InterruptedException {
    out.println(
        "A disposable site is being built: an app, a proxy before it, a database behind it.");
    try (Site site = Site.open(launcher);
        ServiceProcess service = ServiceProcess.start(site)) {
      out.println("The service watches it; its API is at " + service.api().root());
      Part first = site.missing(Part.NGINX).isEmpty() ? Part.NGINX : Part.APP;
      boolean one =
          fault("kill -9 of the processes of " + first.component(), first, "kill", service, out);
      boolean two =
          fault("a request hangs, and every one after it", Part.APP, "hang-handler", service, out);
      String corrupt = "a configuration is overwritten with garbage, then kill -9";
      boolean three = fault(corrupt, Part.APP, "corrupt-configuration-and-kill", service, out);
      boolean whole = verified(service, out);
      return one && two && three && whole ? 0 : 1;
    }
  }

  private boolean fault(
      String words, Part part, String name, ServiceProcess service, PrintStream out)
      throws IOException, InterruptedException {
    Fault fault = FaultList.ALL.get(name);
    if (fault == null) {
      throw new IllegalStateException("there is no fault " + name);
    }
    try (Prober prober = new Prober(fault.question(service.site(), part), ASK, clock)) {
      Await.until(WITHIN, () -> prober.rightSince().isPresent() && service.api().quiet());
      prober.restart();
      out.printf("%nFault: %s%n", words);
      long injected = clock.millis();
      fault.inject(service.site(), part);
      Story story = new Story(service.api(), out, injected);
      boolean healed = healed(prober, service, story, injected);
      String end =
          prober
              .recoveredAt()
              .map(at -> String.format(Locale.ROOT, "%.2f s", (at - injected) / 1000.0))
              .orElse("never");
      out.printf(
          "%s: users had right answers again after %s; %d of their questions failed.%n",
          healed ? "Healed" : "NOT healed", end, prober.failures());
      return healed;
    }
  }

  private boolean healed(Prober prober, ServiceProcess service, Story story, long injected)
      throws IOException, InterruptedException {
    long end = injected + WITHIN.plus(DrillRun.STABILITY).toMillis();
    boolean healed = false;
    while (clock.millis() < end && !(healed && service.api().quiet())) {
      service.api().approve(injected);
      story.tell();
      long stable = clock.millis() - DrillRun.STABILITY.toMillis();
      healed = prober.recoveredAt().filter(at -> at <= stable).isPresent();
      Await.pause(LOOK);
    }
    story.tell();
    return healed;
  }

  private boolean verified(ServiceProcess service, PrintStream out)
      throws IOException, InterruptedException {
    var answer = service.api().get("/audit/verify");
    boolean valid = answer.path("valid").asBoolean();
    out.printf(
        "%nThe audit log has %d records and is %s; ask for it with: %s%n",
        answer.path("records").asLong(),
        valid ? "whole" : "DAMAGED: " + answer.path("fault").asText(),
        String.join(" ", List.of("GET", service.api().root() + "/audit/export")));
    return valid;
  }
}
