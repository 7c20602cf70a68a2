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

/** The action {@code container.recreate}. */
public final class RecreateContainer extends Described<Action.None> {
  /** The action. */
  public RecreateContainer() {
    super(
        "container.recreate",
        "Removes the component's container by force, whatever state it is in, and makes it anew from its bundle (runc).",
        None.class,
        Safety.RESTART,
        Repeat.IDEMPOTENT);
  }

  @Override
  public List<Effect> effects() {
    return List.of(
        Effect.of(ProcessState.class, "status", ProcessState.Status.RUNNING),
        Effect.of(EndpointState.class, "status", EndpointState.Status.UP),
        new Effect(ProcessExited.class, Map.of("signal", 9, "exitCode", -1)));
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.ROOT);
  }

  @Override
  public Preview preview(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    var standing = Services.stoppable(Services.container(context));
    return Preview.of(Services.tells(context, "recreate")).seeing("now: " + standing.told());
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    return "made anew: " + Services.again(Services.container(context), Order.RECREATE).told();
  }
}
