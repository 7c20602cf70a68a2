package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.PidFileState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Component.ProcessSpec;

/** The action {@code process.check-start}. */
public final class CheckStart implements Action<Action.None> {
  @Override
  public String name() {
    return "process.check-start";
  }

  @Override
  public String summary() {
    return "Looks whether anything would keep the component from starting: its configuration, its pid file, its ports.";
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
    return Set.of(Privilege.LOOK_INTO_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    refuseWhatIsHeld(context);
    List<Path> files =
        context.component().configuration().stream().map(Component.Configuration::path).toList();
    return Preview.of(
        "looks whether anything keeps it from starting: its configuration %s, its pid file, its ports %s"
            .formatted(files, context.component().listens()));
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    for (var configuration : context.component().configuration()) {
      if (isLastGood(context, configuration.path())) {
        continue; // It was validated when it was adopted; asking the validator again costs the
        // users its time.
      }
      var fault = context.hands().configurations().fault(configuration);
      if (fault.isPresent()) {
        throw new ActionFailed("it would not start: " + fault.get());
      }
    }
    refuseWhatIsHeld(context);
    return "nothing keeps it from starting";
  }

  private static void refuseWhatIsHeld(ActionContext context) throws ActionFailed {
    ProcessSpec spec = context.process();
    var table = context.hands().processes();
    if (table.pidFile(spec) == PidFileState.Status.STALE) {
      throw new ActionFailed("it may not start: its pid file names another living process");
    }
    for (int port : context.component().listens()) {
      var listener = table.listener(port);
      if (listener.isPresent()
          && table.all(spec).stream()
              .map(ProcessInfo::pid)
              .noneMatch(p -> p == listener.get().pid())) {
        throw new ActionFailed(
            "it would not start: process " + listener.get().pid() + " holds port " + port);
      }
    }
  }

  private static boolean isLastGood(ActionContext context, Path file) {
    try {
      var good = context.hands().lastGood().read(context.componentId(), file);
      return good.isPresent()
          && Files.exists(file)
          && Arrays.equals(good.get(), Files.readAllBytes(file));
    } catch (IOException e) {
      return false;
    }
  }
}
