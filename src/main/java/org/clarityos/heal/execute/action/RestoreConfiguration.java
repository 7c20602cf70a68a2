package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
  public String run(None none, ActionContext context) throws ActionFailed {
    if (!Boolean.TRUE.equals(context.component().policy().autoFix())) {
      throw new ActionFailed("the inventory does not allow to repair this configuration (autoFix)");
    }
    int restored = 0;
    for (Configuration configuration : context.component().configuration()) {
      Path file = configuration.path();
      try {
        Optional<byte[]> good = context.hands().lastGood().read(context.componentId(), file);
        if (good.isEmpty()) {
          throw new ActionFailed("no last good copy of " + file + " was ever adopted");
        }
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), good.get())) {
          Copies.put(file, good.get());
          restored++;
        }
      } catch (IOException e) {
        throw new ActionFailed(file + " cannot be restored: " + e, e);
      }
    }
    return "restored " + restored + " files";
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
