package org.clarityos.heal.execute.action;

import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code data.save}. */
public final class SaveData implements Action<Action.None> {
  @Override
  public String name() {
    return "data.save";
  }

  @Override
  public String summary() {
    return "Keeps a copy of the component's declared data before anything touches it.";
  }

  @Override
  public Class<None> parameters() {
    return None.class;
  }

  @Override
  public Safety safety() {
    return Safety.READ_ONLY;
  }

  @Override
  public Repeat repeat() {
    return Repeat.IDEMPOTENT;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.CHANGE_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) {
    return Preview.of("copies " + context.component().data() + " to the execution's own folder");
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed {
    var kept = Copies.keep(context, context.component().data());
    return "kept " + kept.path("files").size() + " files";
  }
}
