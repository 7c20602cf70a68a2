package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.playbook.Effect;

/** The action {@code service.start}. */
public final class StartService extends Described<Action.None> {
  /** The action. */
  public StartService() {
    super(
        "service.start",
        "Makes the component's service manager start it, unless it runs; the undo stops it again.",
        None.class,
        Safety.RESTART,
        Repeat.CHECK_THEN_ACT);
  }

  @Override
  public List<Effect> effects() {
    return List.of(
        Effect.of(ProcessState.class, "status", ProcessState.Status.RUNNING),
        Effect.of(EndpointState.class, "status", EndpointState.Status.UP));
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    if (!Services.service(context).standing().runs()) {
      registered.put("stopped", true);
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
    var standing = Services.service(context).standing();
    return standing.runs()
        ? Preview.of("changes nothing: " + standing.words()).seeing("now: " + standing.told())
        : Preview.of(Services.tells(context, "start")).undoneBy("stops it again");
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    ServiceManager manager = Services.service(context);
    var standing = manager.standing();
    return standing.runs()
        ? "nothing to start: " + standing.told()
        : "started: " + Services.start(manager).told();
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    ServiceManager manager = Services.service(context);
    return registered.path("stopped").asBoolean() && manager.standing().runs()
        ? "stopped again: " + Services.stop(manager).told()
        : "nothing to stop";
  }
}
