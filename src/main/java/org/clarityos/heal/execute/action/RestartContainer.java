package org.clarityos.heal.execute.action;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clarityos.heal.execute.action.ServiceManager.Order;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.ProcessExited;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.playbook.Effect;

/** The action {@code container.restart}. */
public final class RestartContainer extends Described<Action.None> {
  /** The action. */
  public RestartContainer() {
    super(
        "container.restart",
        "Stops the component's container, by SIGTERM first, and starts it again: of runc from its bundle, of podman as it is.",
        None.class,
        Safety.RESTART,
        Repeat.IDEMPOTENT);
  }

  @Override
  public List<Effect> effects() {
    return List.of(
        Effect.of(ProcessState.class, "status", ProcessState.Status.RUNNING),
        Effect.of(EndpointState.class, "status", EndpointState.Status.UP),
        new Effect(ProcessExited.class, Map.of("signal", 15, "exitCode", -1)));
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.ROOT);
  }

  @Override
  public Preview preview(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    var standing = Services.stoppable(Services.container(context));
    return Preview.of(Services.tells(context, "restart")).seeing("now: " + standing.told());
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    return "restarted: " + Services.again(Services.container(context), Order.RESTART).told();
  }
}
