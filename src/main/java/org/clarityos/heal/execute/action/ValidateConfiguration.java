package org.clarityos.heal.execute.action;

import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code configuration.validate}. */
public final class ValidateConfiguration implements Action<Action.None> {
  @Override
  public String name() {
    return "configuration.validate";
  }

  @Override
  public String summary() {
    return "Asks the native validators whether the component's configuration is valid.";
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
    return Set.of(Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) {
    List<String> questions =
        context.component().configuration().stream()
            .map(c -> c.path() + " by " + String.join(" ", c.validate()) + " as " + c.format())
            .toList();
    return Preview.of("checks " + Looks.some(questions));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    for (var configuration : context.component().configuration()) {
      var fault = context.hands().configurations().fault(configuration);
      if (fault.isPresent()) {
        throw new ActionFailed(fault.get());
      }
    }
    return "valid";
  }
}
