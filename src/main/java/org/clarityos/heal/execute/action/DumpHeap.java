package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.Space;

/** The action {@code jvm.heap-dump}. */
public final class DumpHeap extends Described<DumpHeap.Parameters> {
  private static final String NAME = "heap.hprof";
  private static final long MOST = 1L << 30;

  /**
   * Which objects, and how many bytes of them.
   *
   * @param live whether only those are kept that are still needed, which collects garbage first;
   *     false when it is not said
   * @param atMost how many bytes it may have; 1 GiB when it is not said
   */
  public record Parameters(boolean live, long atMost) {
    /** Fills in the default. */
    public Parameters {
      atMost = atMost == 0 ? MOST : atMost;
      if (atMost < 0) {
        throw new IllegalArgumentException("atMost is " + atMost + "; it is above 0");
      }
    }
  }

  /** The action. */
  public DumpHeap() {
    super(
        "jvm.heap-dump",
        "Keeps the heap of the component's Java virtual machine, once there is space for it; the machine stands still meanwhile. It holds whatever the machine holds, secrets too.",
        Parameters.class,
        Safety.READ_ONLY,
        Repeat.IDEMPOTENT);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.LOOK_INTO_OTHERS, Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Jvms machine = Jvms.of(context);
    return Preview.of(
            "writes its machine's heap, up to %d bytes, to the execution's own folder%s"
                .formatted(parameters.atMost(), parameters.live() ? ", after a collection" : ""))
        .seeing("now: " + machine + ", with " + expected(machine, parameters) + " bytes");
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Jvms machine = Jvms.of(context);
    long expected = expected(machine, parameters);
    try (Jvms.Exchange exchange = machine.exchange()) {
      // It is written there and copied, perhaps within one filesystem.
      Room.refuseWithout(exchange.ours(), 2 * expected, Space.FREE);
      Files.createDirectories(context.keep());
      Room.refuseWithout(context.keep(), expected, Space.FREE);
      String to = exchange.theirs().resolve(NAME).toString();
      String said =
          parameters.live()
              ? machine.ask("GC.heap_dump", to)
              : machine.ask("GC.heap_dump", "-all", to);
      if (!Files.exists(exchange.ours().resolve(NAME))) {
        throw new ActionFailed(machine + " keeps no heap: " + said.strip());
      }
      long bytes = exchange.take(NAME, parameters.atMost());
      return "kept the heap of " + machine + ", " + bytes + " bytes";
    } catch (IOException e) {
      throw new ActionFailed("the heap cannot be kept: " + e, e);
    }
  }

  /** About how many bytes it will have. */
  private static long expected(Jvms machine, Parameters parameters)
      throws ActionFailed, InterruptedException {
    long used = machine.heapUsed();
    if (used > parameters.atMost()) {
      throw new ActionFailed(
          "%s uses %d bytes of heap, more than the %d that may be kept"
              .formatted(machine, used, parameters.atMost()));
    }
    return used;
  }
}
