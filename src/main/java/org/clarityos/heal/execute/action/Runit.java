package org.clarityos.heal.execute.action;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service of runit, asked through {@code sv}. */
final class Runit implements ServiceManager {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /** How many seconds {@code sv} itself waits; it says what it waits for, a limit does not. */
  private static final String WAIT = "30";

  private static final Pattern SAID =
      Pattern.compile("(run|down|finish): [^\\n]+?: (?:\\(pid (\\d+)\\) )?.*", Pattern.DOTALL);

  private final ActionContext context;
  private final String service;

  Runit(ActionContext context, String service) {
    this.context = context;
    this.service = service;
  }

  @Override
  public Standing standing() throws ActionFailed, InterruptedException {
    String said = Programs.run(context, "sv", "status", service);
    Matcher matcher = SAID.matcher(said);
    if (!matcher.matches()) {
      throw new ActionFailed("runit does not say how " + service + " stands: " + said);
    }
    boolean runs = "run".equals(matcher.group(1));
    long pid = runs && matcher.group(2) != null ? Long.parseLong(matcher.group(2)) : 0;
    return new Standing(runs, pid, service + (runs ? " runs" : " is down"));
  }

  @Override
  public void tell(Order order) throws ActionFailed, InterruptedException {
    if (order == Order.RECREATE) {
      throw new ActionFailed(service + " is a service; only a container is made anew");
    }
    String verb = order.name().toLowerCase(Locale.ROOT);
    Programs.run(context, LIMIT, List.of("sv", "-w", WAIT, verb, service));
  }
}
