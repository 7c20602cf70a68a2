package org.clarityos.heal.execute.action;

import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code process.reload}. */
public final class ReloadProcess implements Action<Action.None> {
  @Override
  public String name() {
    return "process.reload";
  }

  @Override
  public String summary() {
    return "Makes the component read its configuration again by its declared command.";
  }

  @Override
  public Class<None> parameters() {
    return None.class;
  }

  @Override
  public Safety safety() {
    return Safety.REVERSIBLE;
  }

  @Override
  public Repeat repeat() {
    return Repeat.IDEMPOTENT;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    return Preview.of("runs " + Looks.command(declared(context), context.process()));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    var result =
        context.hands().commands().run(context.command(context.process(), declared(context)));
    if (result.exitCode() != 0) {
      throw new ActionFailed("reload ended with " + result.exitCode() + ": " + result.output());
    }
    return "reloaded";
  }

  private static List<String> declared(ActionContext context) throws ActionFailed {
    List<String> reload = context.process().reload();
    if (reload.isEmpty()) {
      throw new ActionFailed("the inventory declares no reload for " + context.component().id());
    }
    return reload;
  }
}
