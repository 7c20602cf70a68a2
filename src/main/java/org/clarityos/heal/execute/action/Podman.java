package org.clarityos.heal.execute.action;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A container of podman. */
final class Podman implements ServiceManager {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private final ActionContext context;
  private final String name;

  Podman(ActionContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public Standing standing() throws ActionFailed, InterruptedException {
    String said =
        Programs.run(
            context,
            LIMIT,
            List.of(
                "podman",
                "container",
                "inspect",
                "--format",
                "{{.State.Status}} {{.State.Pid}}",
                name));
    String[] words = said.split(" ");
    if (words.length != 2 || !words[1].matches("\\d{1,18}")) {
      throw new ActionFailed("podman does not say how " + name + " stands: " + said);
    }
    return new Standing(
        "running".equals(words[0]), Long.parseLong(words[1]), name + " is " + words[0]);
  }

  @Override
  public void tell(Order order) throws ActionFailed, InterruptedException {
    switch (order) {
      case RECREATE ->
          throw new ActionFailed(
              "podman does not keep how "
                  + name
                  + " was made; list what makes it under commands, for command.run");
      case RELOAD -> throw new ActionFailed(name + " is a container; only a service is reloaded");
      default ->
          Programs.run(
              context, LIMIT, List.of("podman", order.name().toLowerCase(Locale.ROOT), name));
    }
  }
}
