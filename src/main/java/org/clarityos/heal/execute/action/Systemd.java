package org.clarityos.heal.execute.action;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A service of systemd, asked through {@code systemctl}. */
final class Systemd implements ServiceManager {
  /** By default it gives a service 90 s to stop, and waits for it. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final ActionContext context;
  private final String unit;

  Systemd(ActionContext context, String unit) {
    this.context = context;
    // A unit of another kind may be the whole host: poweroff.target.
    this.unit = unit.endsWith(".service") ? unit : unit + ".service";
  }

  @Override
  public Standing standing() throws ActionFailed, InterruptedException {
    Map<String, String> said = new HashMap<>();
    String shown =
        Programs.run(
            context, "systemctl", "show", "--property=LoadState,ActiveState,MainPID", unit);
    for (String line : shown.split("\n")) {
      String[] pair = line.split("=", 2);
      said.put(pair[0], pair.length == 2 ? pair[1].strip() : "");
    }
    String loaded = said.getOrDefault("LoadState", "unknown");
    if (!"loaded".equals(loaded)) {
      throw new ActionFailed("systemd has no unit " + unit + " to run: it is " + loaded);
    }
    String active = said.getOrDefault("ActiveState", "unknown");
    String pid = said.getOrDefault("MainPID", "0");
    return new Standing(
        List.of("active", "reloading").contains(active),
        pid.matches("\\d{1,18}") ? Long.parseLong(pid) : 0,
        unit + " is " + active);
  }

  @Override
  public void tell(Order order) throws ActionFailed, InterruptedException {
    if (order == Order.RECREATE) {
      throw new ActionFailed(unit + " is a service; only a container is made anew");
    }
    if (order == Order.START || order == Order.RESTART) {
      // One that failed too often too quickly is not started again before that is forgotten.
      Programs.run(context, LIMIT, List.of("systemctl", "reset-failed", unit));
    }
    String verb = order.name().toLowerCase(Locale.ROOT);
    Programs.run(context, LIMIT, List.of("systemctl", "--no-ask-password", verb, unit));
  }
}
