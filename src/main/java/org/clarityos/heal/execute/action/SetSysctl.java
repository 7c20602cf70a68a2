package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code sysctl.set}. */
public final class SetSysctl extends Described<SetSysctl.Parameters> {
  /** What they name is run by the kernel as root: whoever sets them can do anything. */
  private static final Set<String> PROGRAMS =
      Set.of("kernel.core_pattern", "kernel.hotplug", "kernel.modprobe", "kernel.poweroff_cmd");

  /**
   * Which setting gets which value.
   *
   * @param name the setting, as the inventory allows it
   * @param value its new value; several numbers are separated by spaces
   */
  public record Parameters(
      @JsonProperty(required = true) String name, @JsonProperty(required = true) String value) {
    /** Checks that the value is one word or several on one line. */
    public Parameters {
      if (name == null || name.isBlank()) {
        throw new IllegalArgumentException("name is missing; it reads vm.swappiness");
      }
      if (value == null || !value.matches("[\\w.:,/+-]+( [\\w.:,/+-]+){0,15}")) {
        throw new IllegalArgumentException(
            "value is \"" + value + "\"; it is a word, or up to 16 separated by single spaces");
      }
    }
  }

  /** The action. */
  public SetSysctl() {
    super(
        "sysctl.set",
        "Sets a kernel setting that the inventory allows; the undo puts the old value back.",
        Parameters.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    allowed(parameters.name(), context);
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", parameters.name())
        .put("value", read(parameters.name(), context));
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.ROOT);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    allowed(parameters.name(), context);
    String now = read(parameters.name(), context);
    return Preview.of("sets %s from %s to %s".formatted(parameters.name(), now, parameters.value()))
        .undoneBy("sets it back to " + now);
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    allowed(parameters.name(), context);
    return "set " + write(parameters.name(), parameters.value(), context);
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    String name = registered.path("name").asText();
    return "put back " + write(name, registered.path("value").asText(), context);
  }

  private static void allowed(String name, ActionContext context) throws ActionFailed {
    var allowed = context.component().allows().sysctl();
    if (!allowed.contains(name)) {
      throw new ActionFailed(
          name
              + " is not among the sysctl that the inventory allows for "
              + context.component().id()
              + ": "
              + allowed);
    }
    if (PROGRAMS.contains(name)) {
      throw new ActionFailed(
          name + " names a program that the kernel runs as root; a person sets it");
    }
  }

  /** The value, with one space between numbers where the kernel writes tabs. */
  private static String read(String name, ActionContext context)
      throws ActionFailed, InterruptedException {
    return Programs.run(context, "sysctl", "-n", name).replaceAll("\\s+", " ");
  }

  private static String write(String name, String value, ActionContext context)
      throws ActionFailed, InterruptedException {
    Programs.run(context, "sysctl", "-w", name + "=" + value);
    String now = read(name, context);
    if (!now.equals(value)) {
      throw new ActionFailed(name + " was set to " + value + ", but the kernel keeps " + now);
    }
    return name + " = " + now;
  }
}
