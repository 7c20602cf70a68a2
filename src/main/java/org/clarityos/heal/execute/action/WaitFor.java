package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code wait.for}. */
public final class WaitFor extends Described<WaitFor.Parameters> {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /**
   * How long.
   *
   * @param time up to 10 minutes, and below the step's own limit
   */
  public record Parameters(@JsonProperty(required = true) Duration time) {
    /** Checks that it ends. */
    public Parameters {
      if (time == null || time.isNegative() || time.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("time is " + time + "; it is between 0s and 10m");
      }
    }
  }

  /** The action. */
  public WaitFor() {
    super(
        "wait.for",
        "Waits, so that what a step began can settle before the next.",
        Parameters.class,
        Safety.READ_ONLY,
        Repeat.IDEMPOTENT);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of();
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) {
    return Preview.of("waits " + parameters.time().toMillis() + " ms");
  }

  @Override
  public String run(Parameters parameters, ActionContext context) throws InterruptedException {
    Thread.sleep(parameters.time().toMillis());
    return "waited " + parameters.time().toMillis() + " ms";
  }
}
