package org.clarityos.heal.execute.action;

import java.util.Set;
import org.clarityos.heal.execute.action.ServiceManager.Order;
import org.clarityos.heal.fact.Safety;

/** The action {@code service.reload}. */
public final class ReloadService extends Described<Action.None> {
  /** The action. */
  public ReloadService() {
    super(
        "service.reload",
        "Makes the component's service manager tell it to read its configuration again.",
        None.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.ROOT);
  }

  @Override
  public Preview preview(None none, ActionContext context)
      throws ActionFailed, InterruptedException {
    var standing = running(Services.service(context));
    return Preview.of(Services.tells(context, "reload")).seeing("now: " + standing.told());
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    ServiceManager manager = Services.service(context);
    running(manager);
    manager.tell(Order.RELOAD);
    return "reloaded: " + manager.standing().told();
  }

  private static ServiceManager.Standing running(ServiceManager manager)
      throws ActionFailed, InterruptedException {
    var standing = manager.standing();
    if (!standing.runs()) {
      throw new ActionFailed("it cannot be reloaded: " + standing.told());
    }
    return standing;
  }
}
