package org.clarityos.heal.execute.action;

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
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    var spec = context.process();
    if (spec.reload().isEmpty()) {
      throw new ActionFailed("the inventory declares no reload for " + context.component().id());
    }
    var result = context.hands().commands().run(context.command(spec, spec.reload()));
    if (result.exitCode() != 0) {
      throw new ActionFailed("reload ended with " + result.exitCode() + ": " + result.output());
    }
    return "reloaded";
  }
}
