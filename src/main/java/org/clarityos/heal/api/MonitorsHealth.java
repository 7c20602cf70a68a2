package org.clarityos.heal.api;

import jakarta.enterprise.context.ApplicationScoped;
import org.clarityos.heal.Service;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness: whether what is seen is taken in; with the monitors that cannot run here and the looks that fail, each with
 * its reason.
 */
@Readiness
@ApplicationScoped
public class MonitorsHealth implements HealthCheck {
  private final Service service;

  /** The health of the service's pipeline. */
  public MonitorsHealth(Service service) {
    this.service = service;
  }

  @Override
  public HealthCheckResponse call() {
    var remediator = service.remediator();
    var fault = remediator.shard().fault();
    var response = HealthCheckResponse.named("pipeline").status(fault.isEmpty());
    fault.ifPresent(why -> response.withData("shard", why));
    remediator
        .watcher()
        .unavailable()
        .forEach((name, why) -> response.withData("cannot run: " + name, why));
    remediator
        .watcher()
        .failures()
        .forEach((name, why) -> response.withData("failing: " + name, String.valueOf(why)));
    remediator.upkeep().faults().forEach((name, why) -> response.withData("failing: " + name, why));
    remediator.heartbeatMissed().ifPresent(why -> response.withData("failing: heartbeat", why));
    remediator
        .seal()
        .anchoring()
        .ifPresent(
            anchors ->
                response
                    .withData("anchorsWaiting", anchors.waiting())
                    .withData("anchorsLost", anchors.lost()));
    response.withData("waiting", remediator.shard().waiting());
    response.withData("refused", remediator.shard().refused());
    response.withData("refusedObservations", Observations.refused());
    return response.build();
  }
}
