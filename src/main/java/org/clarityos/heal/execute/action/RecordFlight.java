package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code jvm.flight-recording}. */
public final class RecordFlight extends Described<RecordFlight.Parameters> {
  private static final String NAME = "flight.jfr";
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** The recorder throws away its oldest chunks beyond the first; a chunk may go beyond that. */
  private static final String KEPT = "32M";

  private static final long MOST = 64L << 20;

  /**
   * How long it is recorded.
   *
   * @param time up to 10 minutes, and below the step's own limit
   */
  public record Parameters(@JsonProperty(required = true) Duration time) {
    /** Checks it. */
    public Parameters {
      if (time == null || time.toSeconds() < 1 || time.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("time is " + time + "; it is between 1s and 10m");
      }
    }
  }

  /** The action. */
  public RecordFlight() {
    super(
        "jvm.flight-recording",
        "Records for a while what the component's Java virtual machine does, by its flight recorder, and keeps at most 64 MiB of it.",
        Parameters.class,
        Safety.READ_ONLY,
        Repeat.IDEMPOTENT);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context) throws ActionFailed {
    try {
      Room.refuseWithout(context.keep(), MOST);
    } catch (IOException e) {
      throw new ActionFailed("the space for a recording cannot be told: " + e, e);
    }
    return JsonNodeFactory.instance.objectNode().put("recording", name(context));
  }

  private static String name(ActionContext context) {
    return "clarity-" + context.keep().getFileName();
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.LOOK_INTO_OTHERS, Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    return Preview.of(
            "records its machine for %d s to the execution's own folder"
                .formatted(parameters.time().toSeconds()))
        .undoneBy("stops the recording")
        .seeing("now: " + Jvms.of(context));
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Jvms machine = Jvms.of(context);
    String name = name(context);
    // One that an earlier try left.
    machine.ask("JFR.stop", "name=" + name);
    start(machine, name, parameters.time());
    if (Processes.await(parameters.time(), () -> !machine.lives())) {
      throw new ActionFailed(machine + " ended while it was recorded");
    }
    try (Jvms.Exchange exchange = machine.exchange()) {
      String to = exchange.theirs().resolve(NAME).toString();
      machine.ask("JFR.stop", "name=" + name, "filename=" + to);
      long bytes = exchange.take(NAME, MOST);
      return "kept %d s of %s, %d bytes".formatted(parameters.time().toSeconds(), machine, bytes);
    } catch (IOException e) {
      throw new ActionFailed("the recording cannot be kept: " + e, e);
    }
  }

  /** It ends by itself when nobody is left to end it. */
  private static void start(Jvms machine, String name, Duration time)
      throws ActionFailed, InterruptedException {
    String said =
        machine.ask(
            "JFR.start",
            "name=" + name,
            "settings=default",
            "maxsize=" + KEPT,
            "duration=" + time.plusMinutes(1).toSeconds() + "s");
    if (!said.contains("Started recording")) {
      throw new ActionFailed(machine + " records nothing: " + said.strip());
    }
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    Jvms.of(context).ask("JFR.stop", "name=" + registered.path("recording").asText());
    return "nothing is recorded any more";
  }
}
