package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Component.Configuration;
import org.clarityos.heal.playbook.Effect;

/** The action {@code configuration.restore-last-good}. */
public final class RestoreConfiguration implements Action<Action.None> {
  @Override
  public String name() {
    return "configuration.restore-last-good";
  }

  @Override
  public String summary() {
    return "Puts back the last good bytes of the component's configuration files that differ.";
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
    return List.of(Effect.of(ConfigState.class, "status", ConfigState.Status.GOOD));
  }

  @Override
  public Repeat repeat() {
    return Repeat.CHECK_THEN_ACT;
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context) throws ActionFailed {
    return Copies.keep(
        context, context.component().configuration().stream().map(Configuration::path).toList());
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.CHANGE_OTHERS, Privilege.GIVE_TO_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    List<String> changes = new ArrayList<>();
    for (Path file : due(context)) {
      changes.add(
          "%s from %s to %s"
              .formatted(file, Looks.content(file), Looks.content(lastGood(context, file))));
    }
    return changes.isEmpty()
        ? Preview.of("changes nothing: all is as it was last good")
        : Preview.of("changes " + Looks.some(changes))
            .undoneBy("puts the bytes of before back, and reloads if they are valid");
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed {
    List<Path> due = due(context);
    for (Path file : due) {
      try {
        Copies.put(file, lastGood(context, file));
      } catch (IOException e) {
        throw new ActionFailed(file + " cannot be restored: " + e, e);
      }
    }
    return "restored " + due.size() + " files";
  }

  /** The files that are not as they were last good. */
  private static List<Path> due(ActionContext context) throws ActionFailed {
    if (!Boolean.TRUE.equals(context.component().policy().autoFix())) {
      throw new ActionFailed("the inventory does not allow to repair this configuration (autoFix)");
    }
    List<Path> due = new ArrayList<>();
    for (Configuration configuration : context.component().configuration()) {
      Path file = configuration.path();
      byte[] good = lastGood(context, file);
      try {
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), good)) {
          due.add(file);
        }
      } catch (IOException e) {
        throw new ActionFailed(file + " cannot be read: " + e, e);
      }
    }
    return due;
  }

  private static byte[] lastGood(ActionContext context, Path file) throws ActionFailed {
    try {
      return context
          .hands()
          .lastGood()
          .read(context.componentId(), file)
          .orElseThrow(
              () -> new ActionFailed("no last good copy of " + file + " was ever adopted"));
    } catch (IOException e) {
      throw new ActionFailed("the last good copy of " + file + " cannot be read: " + e, e);
    }
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    String put = Copies.restore(registered);
    boolean reloads = context.component().process().filter(p -> !p.reload().isEmpty()).isPresent();
    if (!reloads || context.hands().processes().main(context.process()).isEmpty()) {
      return put;
    }
    for (Configuration configuration : context.component().configuration()) {
      if (context.hands().configurations().fault(configuration).isPresent()) {
        return put + "; not reloaded: what was put back is not valid";
      }
    }
    return put + "; " + new ReloadProcess().run(new None(), context);
  }
}
