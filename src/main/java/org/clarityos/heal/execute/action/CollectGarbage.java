package org.clarityos.heal.execute.action;

import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code jvm.collect-garbage}. */
public final class CollectGarbage extends Described<Action.None> {
  /** The action. */
  public CollectGarbage() {
    super(
        "jvm.collect-garbage",
        "Makes the component's Java virtual machine collect all garbage; it stands still for that. There is nothing to undo.",
        None.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.LOOK_INTO_OTHERS, Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    return Preview.of("makes its machine collect all garbage").seeing("now: " + Jvms.of(context));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    Jvms machine = Jvms.of(context);
    long before = machine.heapUsed();
    machine.ask("GC.run");
    return "collected the garbage of %s: %d bytes before, %d after"
        .formatted(machine, before, machine.heapUsed());
  }
}
