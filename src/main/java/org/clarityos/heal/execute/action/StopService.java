package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.ProcessExited;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.playbook.Effect;

/** The action {@code service.stop}. */
public final class StopService extends Described<Action.None> {
  /** The action. */
  public StopService() {
    super(
        "service.stop",
        "Makes the component's service manager stop it and keep it stopped; the undo starts it again.",
        None.class,
        Safety.RESTART,
        Repeat.IDEMPOTENT);
  }

  @Override
  public List<Effect> effects() {
    return List.of(
        Effect.of(ProcessState.class, "status", ProcessState.Status.ENDED),
        Effect.of(EndpointState.class, "status", EndpointState.Status.REFUSED),
        new Effect(ProcessExited.class, Map.of("signal", 15, "exitCode", -1)));
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    if (Services.service(context).standing().runs()) {
      registered.put("ran", true);
    }
    return registered;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.ROOT);
  }

  @Override
  public Preview preview(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    var standing = Services.stoppable(Services.service(context));
    Preview preview = Preview.of(Services.tells(context, "stop")).seeing("now: " + standing.told());
    return standing.runs() ? preview.undoneBy("starts it again") : preview;
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    // Also one that does not run just now: its manager may be about to start it again.
    return "stopped: " + Services.stop(Services.service(context)).told();
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    ServiceManager manager = Services.service(context);
    return registered.path("ran").asBoolean() && !manager.standing().runs()
        ? "started again: " + Services.start(manager).told()
        : "nothing to start";
  }
}
