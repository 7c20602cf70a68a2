package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.ProcessInfo;

/** The action {@code process.signal}. */
public final class SignalProcess extends Described<SignalProcess.Parameters> {
  /** A signal of which a program may make something other than its end. */
  public enum Signal {
    /** Read the configuration again, by custom. */
    HUP,
    /** The program's own. */
    USR1,
    /** The program's own. */
    USR2,
    /** End the workers gracefully, by custom. */
    WINCH,
    /** Pause; the undo resumes. */
    STOP,
    /** Resume. */
    CONT
  }

  /** Which of the component's processes. */
  public enum Target {
    /** Its main process. */
    MAIN,
    /** All of its processes. */
    ALL
  }

  /**
   * What is sent to whom.
   *
   * @param signal the signal
   * @param to {@code main} for its main process, the default, or {@code all}
   */
  public record Parameters(@JsonProperty(required = true) Signal signal, Target to) {
    /** Fills in the default. */
    public Parameters {
      to = to == null ? Target.MAIN : to;
    }
  }

  /** The action. */
  public SignalProcess() {
    super(
        "process.signal",
        "Sends a signal to processes of the component, each known by its id and its start.",
        Parameters.class,
        Safety.RESTART,
        Repeat.AT_MOST_ONCE);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context) throws ActionFailed {
    return parameters.signal() == Signal.STOP
        ? Processes.registered(Processes.targets(context, parameters.to() == Target.ALL))
        : JsonNodeFactory.instance.objectNode();
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.SIGNAL_OTHERS);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    boolean all = parameters.to() == Target.ALL;
    List<ProcessInfo> targets = Processes.targets(context, all);
    return Preview.of(
            "sends %s to %s".formatted(parameters.signal(), all ? "all of it" : "its main process"))
        .undoneBy(parameters.signal() == Signal.STOP ? "sends CONT to those it paused" : "")
        .seeing(Looks.processes(targets));
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    List<ProcessInfo> targets = Processes.targets(context, parameters.to() == Target.ALL);
    for (ProcessInfo target : targets) {
      Processes.signal(context, target, parameters.signal().name());
    }
    return "sent " + parameters.signal() + " to " + targets.size() + " processes";
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    List<ProcessInfo> paused = Processes.still(registered, context);
    for (ProcessInfo process : paused) {
      Processes.signal(context, process, Signal.CONT.name());
    }
    return "resumed " + paused.size() + " processes";
  }
}
