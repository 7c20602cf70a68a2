package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  public Set<Privilege> needs() {
    return Set.of(Privilege.CHANGE_OTHERS, Privilege.GIVE_TO_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    List<String> changes = new ArrayList<>();
    List<String> now = new ArrayList<>();
    for (Path file : context.component().data()) {
      Optional<byte[]> stable = stable(context, file);
      if (stable.isPresent()) {
        changes.add(file + " to " + Looks.content(stable.get()));
        now.add(file + " is " + Looks.content(file));
      }
    }
    if (changes.isEmpty()) {
      throw nothingStable(context);
    }
    return Preview.of("changes " + Looks.some(changes) + ", the last stable copies")
        .undoneBy("puts the bytes of before back")
        .seeing("now: " + Looks.some(now));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed {
    int reset = 0;
    for (Path file : context.component().data()) {
      try {
        Optional<byte[]> stable = stable(context, file);
        if (stable.isPresent()) {
          Copies.put(file, stable.get());
          reset++;
        }
      } catch (IOException e) {
        throw new ActionFailed(file + " cannot be reset: " + e, e);
      }
    }
    if (reset == 0) {
      throw nothingStable(context);
    }
    return "reset " + reset + " files";
  }

  private static Optional<byte[]> stable(ActionContext context, Path file) throws ActionFailed {
    try {
      return context.hands().lastGood().read(context.componentId(), file);
    } catch (IOException e) {
      throw new ActionFailed("the stable copy of " + file + " cannot be read: " + e, e);
    }
  }

  private static ActionFailed nothingStable(ActionContext context) {
    return new ActionFailed("there is no stable copy of the data of " + context.component().id());
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context) throws ActionFailed {
    return Copies.restore(registered);
  }
}
