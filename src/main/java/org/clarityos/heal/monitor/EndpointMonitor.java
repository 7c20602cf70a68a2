package org.clarityos.heal.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.clarityos.heal.fact.CertificateState;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.host.CertificateEnd;
import org.clarityos.heal.host.EndpointAsker;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Component.Probe;

/**
 * The monitor of user experience: asks every probe as a user would, and looks at the certificates
 * it meets.
 */
public final class EndpointMonitor implements Monitor {
  private static final String SOURCE = "endpoint";
  private static final long MEASURE_MILLIS = 1000;
  private static final Duration CERTIFICATE_LOOK = Duration.ofSeconds(10);
  private static final Duration NOTICE = Duration.ofDays(14);
  private final EndpointAsker asker;
  private final Map<String, Long> measured = new ConcurrentHashMap<>();

  /** A monitor that asks through an asker. */
  public EndpointMonitor(EndpointAsker asker) {
    this.asker = asker;
  }

  @Override
  public void start(Watch watch) {
    for (Component component : watch.inventory().components()) {
      String id = watch.inventory().id(component);
      for (Probe probe : component.probes()) {
        watch.every(
            probe.interval(), "probe " + id + " " + probe.name(), () -> ask(watch, id, probe));
        if (probe.target().startsWith("https:") || probe.target().startsWith("tls:")) {
          watch.every(
              CERTIFICATE_LOOK,
              "certificate " + id + " " + probe.name(),
              () -> certificate(watch, id, probe));
        }
      }
    }
  }

  private void ask(Watch watch, String id, Probe probe) throws InterruptedException {
    var answer = asker.ask(probe);
    long now = watch.clock().millis();
    watch.observe(new EndpointState(id, probe.name(), answer.status(), now, SOURCE));
    String key = id + " " + probe.name();
    if (now - measured.getOrDefault(key, 0L) >= MEASURE_MILLIS) {
      measured.put(key, now);
      watch.observe(new Sample(id, "endpoint.latency", answer.seconds(), now, SOURCE));
    }
  }

  private static void certificate(Watch watch, String id, Probe probe) {
    CertificateEnd.of(probe)
        .map(end -> status(end, watch.clock().instant()))
        .ifPresent(
            status ->
                watch.observe(
                    new CertificateState(
                        id, probe.name(), status, watch.clock().millis(), SOURCE)));
  }

  /** The condition of a certificate that ends at a time. */
  static CertificateState.Status status(Instant end, Instant now) {
    if (!now.isBefore(end)) {
      return CertificateState.Status.EXPIRED;
    }
    return now.plus(NOTICE).isBefore(end)
        ? CertificateState.Status.VALID
        : CertificateState.Status.EXPIRING;
  }
}
