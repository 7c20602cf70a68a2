package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.PidFileState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Component.ProcessSpec;
import org.clarityos.heal.playbook.Effect;

/** The action {@code pidfile.remove-stale}. */
public final class RemoveStalePidFile implements Action<Action.None> {
  @Override
  public String name() {
    return "pidfile.remove-stale";
  }

  @Override
  public String summary() {
    return "Moves away a pid file that names no process of the component.";
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
  public List<Effect> effects() {
    return List.of(Effect.of(PidFileState.class, "status", PidFileState.Status.ABSENT));
  }

  @Override
  public Repeat repeat() {
    return Repeat.CHECK_THEN_ACT;
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context) throws ActionFailed {
    return Copies.keep(context, context.process().pidFile().stream().toList());
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.CHANGE_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    ProcessSpec spec = context.process();
    if (context.hands().processes().pidFile(spec) != PidFileState.Status.STALE) {
      return Preview.of("removes nothing: the pid file is not stale");
    }
    Path file = spec.pidFile().orElseThrow();
    return Preview.of(
            "removes %s (%s); the process it names is left alone"
                .formatted(file, Looks.content(file)))
        .undoneBy("puts it back, unless the component runs");
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed {
    ProcessSpec spec = context.process();
    if (context.hands().processes().pidFile(spec) != PidFileState.Status.STALE) {
      return "the pid file is not stale";
    }
    try {
      Files.deleteIfExists(spec.pidFile().orElseThrow());
    } catch (IOException e) {
      throw new ActionFailed("the pid file cannot be removed: " + e, e);
    }
    return "removed; the process it named was left alone";
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context) throws ActionFailed {
    return context.hands().processes().main(context.process()).isPresent()
        ? "the component runs and has its own pid file"
        : Copies.restore(registered);
  }
}
