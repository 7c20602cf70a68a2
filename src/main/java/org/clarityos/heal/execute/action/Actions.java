package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.DurationReader;
import org.clarityos.heal.playbook.Effect;

/** The allow-list of actions: what is not in it cannot be done. */
public final class Actions {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .addModule(new Jdk8Module())
          .addModule(new SimpleModule().addDeserializer(Duration.class, new DurationReader()))
          .build();
  private final Map<String, Action<?>> actions = new TreeMap<>();

  /** The actions that come with the program. */
  public static Actions shipped() {
    return new Actions(
        List.of(
            new CheckStart(),
            new StartProcess(),
            new StopProcess(),
            new KillOrphans(),
            new ResumeProcess(),
            new SignalProcess(),
            new ReniceProcess(),
            new LimitCgroup(),
            new FreezeCgroup(),
            new ThawCgroup(),
            new KillCgroup(),
            new RotateLogs(),
            new TruncateLog(),
            new CleanFiles(),
            new RepairPermissions(),
            new QuarantineFile(),
            new ReloadProcess(),
            new StartService(),
            new StopService(),
            new RestartService(),
            new ReloadService(),
            new RestartContainer(),
            new RecreateContainer(),
            new UpgradePackage(),
            new HoldPackage(),
            new UnholdPackage(),
            new DumpThreads(),
            new CountObjects(),
            new DumpHeap(),
            new RecordFlight(),
            new CollectGarbage(),
            new SaveEvidence(),
            new RestoreConfiguration(),
            new ValidateConfiguration(),
            new SaveData(),
            new ResetData(),
            new RemoveStalePidFile(),
            new StopSquatter(),
            new ReclaimSpace(),
            new RemountWritable(),
            new MountFilesystem(),
            new UnmountFilesystem(),
            new CheckFilesystem(),
            new RaiseInterface(),
            new AddAddress(),
            new ReplaceRoute(),
            new BlockPeer(),
            new UnblockPeer(),
            new SetSysctl(),
            new ApplyConfiguration(),
            new RunCommand(),
            new CallHttp(),
            new SendNotice(),
            new WaitFor()));
  }

  /** An allow-list of its own. */
  public Actions(List<Action<?>> allowed) {
    allowed.forEach(action -> actions.put(action.name(), action));
  }

  /** All of them, by name. */
  public Map<String, Action<?>> all() {
    return Collections.unmodifiableMap(actions);
  }

  /** The safety class of one. */
  public Safety safety(String name) {
    return require(name).safety();
  }

  /** The version of what one does. */
  public int version(String name) {
    return require(name).version();
  }

  /** What monitors see once one has worked; nothing of one that is not in the list. */
  public List<Effect> effects(String name) {
    Action<?> action = actions.get(name);
    return action == null ? List.of() : action.effects();
  }

  /** One by its name. */
  public Action<?> require(String name) {
    Action<?> action = actions.get(name);
    if (action == null) {
      throw new IllegalArgumentException(
          "there is no action " + name + "; there are " + actions.keySet());
    }
    return action;
  }

  /** What is wrong with the parameters of one; empty when nothing is. */
  public Optional<String> fault(String name, ObjectNode parameters) {
    try {
      bind(require(name), parameters);
      return Optional.empty();
    } catch (ActionFailed e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** One with its parameters, ready to be prepared and run. */
  public <P extends Record> Bound<P> bind(Action<P> action, ObjectNode parameters)
      throws ActionFailed {
    try {
      return new Bound<>(action, JSON.convertValue(parameters, action.parameters()));
    } catch (IllegalArgumentException e) {
      throw new ActionFailed(action.name() + ": " + wrong(e), e);
    }
  }

  /** What is wrong, as the parameters themselves say it where they do. */
  private static String wrong(IllegalArgumentException e) {
    Throwable cause = e.getCause();
    if (cause instanceof InvalidFormatException format) {
      String field = format.getPath().isEmpty() ? "it" : format.getPath().get(0).getFieldName();
      String right =
          format.getTargetType().isEnum()
              ? "one of "
                  + Arrays.toString(format.getTargetType().getEnumConstants())
                      .toLowerCase(Locale.ROOT)
              : "a " + format.getTargetType().getSimpleName().toLowerCase(Locale.ROOT);
      return field + " is \"" + format.getValue() + "\"; it is " + right;
    }
    if (cause instanceof JsonProcessingException json) {
      return cause.getCause() instanceof IllegalArgumentException said
          ? String.valueOf(said.getMessage())
          : json.getOriginalMessage();
    }
    return String.valueOf(e.getMessage());
  }

  /**
   * An action with its parameters.
   *
   * @param action the action
   * @param parameters its parameters
   */
  public record Bound<P extends Record>(Action<P> action, P parameters) {
    /** What it would do. */
    public Preview preview(ActionContext context) throws ActionFailed, InterruptedException {
      return action.preview(parameters, context);
    }

    /** Registers the undo. */
    public ObjectNode prepare(ActionContext context) throws ActionFailed, InterruptedException {
      return action.prepare(parameters, context);
    }

    /** Does it. */
    public String run(ActionContext context) throws ActionFailed, InterruptedException {
      return action.run(parameters, context);
    }
  }
}
