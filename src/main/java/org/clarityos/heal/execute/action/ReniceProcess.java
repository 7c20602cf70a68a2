package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.ProcessInfo;

/** The action {@code process.renice}. */
public final class ReniceProcess extends Described<ReniceProcess.Parameters> {
  private static final int NICE_FIELD = 16;
  private static final int STRONGEST = -10;
  private static final int WEAKEST = 19;

  /**
   * How nice the processes are to others.
   *
   * @param nice the nice value, from -10 (goes first) to 19 (waits for others)
   */
  public record Parameters(@JsonProperty(required = true) int nice) {
    /** Keeps it where the system itself is still served. */
    public Parameters {
      if (nice < STRONGEST || nice > WEAKEST) {
        throw new IllegalArgumentException(
            "nice is " + nice + "; it is from " + STRONGEST + " to " + WEAKEST);
      }
    }
  }

  /** The action. */
  public ReniceProcess() {
    super(
        "process.renice",
        "Gives all processes of the component a nice value; the undo gives each its own back.",
        Parameters.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context) throws ActionFailed {
    ObjectNode registered = Processes.registered(Processes.targets(context, true));
    for (JsonNode process : registered.path("processes")) {
      ((ObjectNode) process).put("nice", nice(process.path("pid").asLong()));
    }
    return registered;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.PRIORITY);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    List<String> now = new ArrayList<>();
    for (ProcessInfo process : Processes.targets(context, true)) {
      now.add("process " + process.pid() + " at " + nice(process.pid()));
    }
    return Preview.of("gives all of it the nice value " + parameters.nice())
        .undoneBy("gives each process its own nice value back")
        .seeing("now: " + Looks.some(now));
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    int count = 0;
    for (ProcessInfo process : Processes.targets(context, true)) {
      renice(context, process, parameters.nice());
      count++;
    }
    return "gave " + count + " processes the nice value " + parameters.nice();
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    int count = 0;
    for (JsonNode was : registered.path("processes")) {
      for (ProcessInfo process : Processes.still(was, context).stream().toList()) {
        renice(context, process, was.path("nice").asInt());
        count++;
      }
    }
    return "gave " + count + " processes their own nice values back";
  }

  private static void renice(ActionContext context, ProcessInfo process, int nice)
      throws ActionFailed, InterruptedException {
    if (!Processes.alive(context.hands().processes(), process)) {
      return;
    }
    String pid = Long.toString(process.pid());
    var result = Programs.ask(context, "renice", "-n", Integer.toString(nice), "-p", pid);
    if (result.exitCode() != 0 && Processes.alive(context.hands().processes(), process)) {
      throw new ActionFailed("renice of process " + pid + ": " + Programs.words(result));
    }
  }

  private static int nice(long pid) throws ActionFailed {
    try {
      Path file = Path.of("/proc", Long.toString(pid), "stat");
      String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE_FIELD]);
    } catch (IOException e) {
      throw new ActionFailed("process " + pid + " went before its nice value was kept", e);
    }
  }
}
