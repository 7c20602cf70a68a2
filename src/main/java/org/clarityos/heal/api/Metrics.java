package org.clarityos.heal.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.clarityos.heal.Service;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.State;

/** The pipeline's metrics, for Prometheus at {@code /q/metrics}. */
@ApplicationScoped
public class Metrics {
  private final MeterRegistry registry;
  private final Service service;

  /** The metrics of the service's pipeline. */
  public Metrics(MeterRegistry registry, Service service) {
    this.registry = registry;
    this.service = service;
  }

  void start(@Observes StartupEvent event) {
    Shard shard = service.remediator().shard();
    registry.gauge("clarity.queue.waiting", shard, Shard::waiting);
    registry.gauge("clarity.queue.refused", shard, Shard::refused);
    registry.gauge("clarity.observations.refused", service, s -> Observations.refused());
    service.remediator().listen(this::count);
  }

  private void count(Shard.Released released) {
    registry.counter("clarity.batches").increment();
    registry.counter("clarity.entries").increment(released.batch().entries().size());
    registry.counter("clarity.entries.late").increment(released.result().late());
    registry.counter("clarity.firings").increment(released.result().firings().size());
    for (State state : released.result().states()) {
      if (state instanceof Decision decision) {
        registry.counter("clarity.decisions", "verdict", decision.verdict().name()).increment();
      } else if (state instanceof Incident incident) {
        registry.counter("clarity.incidents", "status", incident.status().name()).increment();
      }
    }
    for (Fact entry : released.batch().entries()) {
      if (entry instanceof Outcome outcome) {
        registry.counter("clarity.outcomes", "result", outcome.result().name()).increment();
      }
    }
  }
}
