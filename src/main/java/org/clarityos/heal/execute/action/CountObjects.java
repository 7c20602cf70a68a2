package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code jvm.histogram}. */
public final class CountObjects extends Described<CountObjects.Parameters> {
  /**
   * Which objects.
   *
   * @param live whether only those are counted that are still needed, which collects garbage
   *     first; false when it is not said
   */
  public record Parameters(boolean live) {}

  /** The action. */
  public CountObjects() {
    super(
        "jvm.histogram",
        "Keeps how many objects of each class the component's Java virtual machine has, at most 4 MiB.",
        Parameters.class,
        Safety.READ_ONLY,
        Repeat.IDEMPOTENT);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.LOOK_INTO_OTHERS, Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    return Preview.of(
            "writes how many objects of each class its machine has to the execution's own folder"
                + (parameters.live() ? ", after a collection" : ""))
        .seeing("now: " + Jvms.of(context));
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Jvms machine = Jvms.of(context);
    try {
      Path file = machine.file("histogram.txt");
      if (parameters.live()) {
        machine.ask(file, "GC.class_histogram");
      } else {
        machine.ask(file, "GC.class_histogram", "-all");
      }
      return "kept the histogram of " + machine + ", " + Files.size(file) + " bytes";
    } catch (IOException e) {
      throw new ActionFailed("the histogram cannot be kept: " + e, e);
    }
  }
}
