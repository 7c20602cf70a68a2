package org.clarityos.heal.api;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.clarityos.heal.Service;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.journal.FactJson;

/** The live stream of incidents and decisions as server-sent events: {@code /api/v1/stream}. */
@Path("/api/v1/stream")
@ApplicationScoped
public class LiveStream {
  private static final int BUFFER = 1000;
  private final BroadcastProcessor<String> told = BroadcastProcessor.create();

  /** A stream of the service's pipeline. */
  public LiveStream(Service service) {
    service.remediator().listen(this::tell);
  }

  private void tell(Shard.Released released) {
    released.result().states().forEach(state -> told.onNext(FactJson.write(state).toString()));
  }

  /**
   * Every incident and decision from now on; a reader that lags by more than 1,000 is cut off and
   * connects again.
   */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<String> stream() {
    return told.onOverflow().buffer(BUFFER);
  }
}
