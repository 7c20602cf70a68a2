package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.clarityos.heal.fact.Safety;

/** The action {@code data.reset-to-stable}. */
public final class ResetData implements Action<Action.None> {
  @Override
  public String name() {
    return "data.reset-to-stable";
  }

  @Override
  public String summary() {
    return "Puts the component's declared data back to the last stable copy.";
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
    return Repeat.CHECK_THEN_ACT;
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context) throws ActionFailed {
    return Copies.keep(context, context.component().data());
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed {
    int reset = 0;
    for (Path file : context.component().data()) {
      try {
        Optional<byte[]> stable = context.hands().lastGood().read(context.componentId(), file);
        if (stable.isPresent()) {
          Copies.put(file, stable.get());
          reset++;
        }
      } catch (IOException e) {
        throw new ActionFailed(file + " cannot be reset: " + e, e);
      }
    }
    if (reset == 0) {
      throw new ActionFailed("there is no stable copy of the data of " + context.component().id());
    }
    return "reset " + reset + " files";
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context) throws ActionFailed {
    return Copies.restore(registered);
  }
}
