package org.clarityos.heal.inventory;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.fact.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One component as the inventory declares it.
 *
 * @param id {@code kind:name}, for example {@code service:nginx}
 * @param type the application type, for example {@code nginx}; {@code generic} when unknown
 * @param process how its main process is known, started and stopped; absent when it has none
 * @param probes how a user's question is asked
 * @param listens TCP ports that are its own
 * @param configuration its configuration files
 * @param logs its log files
 * @param mount the mount point, for a filesystem
 * @param reclaim what may be deleted when space is short
 * @param data what holds its state: saved before it is touched, and reset to the last stable copy
 *     as a last resort
 * @param dependsOn component names it needs, {@code kind:name} or full ids
 * @param policy who may touch it and how much depends on it
 * @param allows what actions may touch of it beside its process and its files
 */
public record Component(
    String id,
    String type,
    Optional<ProcessSpec> process,
    List<Probe> probes,
    List<Integer> listens,
    List<Configuration> configuration,
    List<LogFile> logs,
    Optional<Path> mount,
    List<Reclaim> reclaim,
    List<Path> data,
    List<String> dependsOn,
    Policy policy,
    Allowance allows) {
  /** Fills in what the file leaves out. */
  public Component {
    if (id == null || !id.matches("[a-z]+:[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "id is \"" + id + "\"; it reads kind:name, for example service:nginx");
    }
    type = type == null ? "generic" : type;
    process = process == null ? Optional.empty() : process;
    probes = probes == null ? List.of() : List.copyOf(probes);
    listens = listens == null ? List.of() : List.copyOf(listens);
    configuration = configuration == null ? List.of() : List.copyOf(configuration);
    logs = logs == null ? List.of() : List.copyOf(logs);
    mount = mount == null ? Optional.empty() : mount;
    reclaim = reclaim == null ? List.of() : List.copyOf(reclaim);
    data = data == null ? List.of() : List.copyOf(data);
    dependsOn = dependsOn == null ? List.of() : List.copyOf(dependsOn);
    policy = policy == null ? Policy.DEFAULT : policy;
    allows = allows == null ? Allowance.NONE : allows;
  }

  /** The kind of component: what stands before the colon. */
  public String kind() {
    return id.substring(0, id.indexOf(':'));
  }

  /**
   * How a component's main process is known, started and stopped.
   *
   * @param start the command that starts it, as a list of arguments; empty when it may not be
   *     started
   * @param stop the command that stops it; empty for SIGTERM
   * @param reload the command that makes it read its configuration again; empty for none
   * @param user as whom; empty for the program's own user
   * @param directory where it starts
   * @param environment environment variables added to a minimal environment
   * @param output where its output goes; empty for nowhere
   * @param pidFile its pid file, if it writes one
   * @param match strings that all occur in its command line; how it is found without a pid file
   * @param stopTimeout how long it may take to stop before it is killed
   */
  public record ProcessSpec(
      List<String> start,
      List<String> stop,
      List<String> reload,
      String user,
      Path directory,
      Map<String, String> environment,
      Optional<Path> output,
      Optional<Path> pidFile,
      List<String> match,
      Duration stopTimeout) {
    /** Fills in what the file leaves out. */
    public ProcessSpec {
      start = start == null ? List.of() : List.copyOf(start);
      stop = stop == null ? List.of() : List.copyOf(stop);
      reload = reload == null ? List.of() : List.copyOf(reload);
      user = user == null ? "" : user;
      directory = directory == null ? Path.of("/") : directory;
      environment = environment == null ? Map.of() : Map.copyOf(environment);
      output = output == null ? Optional.empty() : output;
      pidFile = pidFile == null ? Optional.empty() : pidFile;
      match = match == null ? List.of() : List.copyOf(match);
      stopTimeout = stopTimeout == null ? Duration.ofSeconds(10) : stopTimeout;
      if (match.isEmpty()) {
        throw new IllegalArgumentException(
            "process lacks match: texts that together occur in its command line only");
      }
    }
  }

  /**
   * A question asked from outside, as a user would ask it.
   *
   * @param name its name, unique in the component
   * @param target an {@code http:}, {@code https:}, {@code tcp:} or {@code tls:} address, empty
   *     with a command
   * @param command the command asked instead, empty with a target
   * @param interval how often
   * @param timeout how long an answer may take
   * @param slow an answer later than this is slow
   * @param status the expected HTTP status; 0 for any below 400
   * @param contains text that the answer must contain; empty for any
   */
  public record Probe(
      String name,
      @JsonProperty("url") @JsonAlias("target") String target,
      List<String> command,
      Duration interval,
      Duration timeout,
      Duration slow,
      int status,
      String contains) {
    /** Fills in what the file leaves out. */
    public Probe {
      target = target == null ? "" : target;
      command = command == null ? List.of() : List.copyOf(command);
      interval = interval == null ? Duration.ofSeconds(1) : interval;
      timeout = timeout == null ? Duration.ofSeconds(1) : timeout;
      slow = slow == null ? timeout : slow;
      contains = contains == null ? "" : contains;
      if (name == null || name.isBlank()) {
        throw new IllegalArgumentException(
            "a probe has no name; give it one, for example name: page");
      }
      if (target.isEmpty() == command.isEmpty()) {
        throw new IllegalArgumentException("probe " + name + " needs either a url or a command");
      }
      if (!target.isEmpty()
          && !target.matches("(http|https)://[^\\s]+|(tcp|tls)://[^/\\s]+:\\d+")) {
        throw new IllegalArgumentException(
            "probe "
                + name
                + ": url is \""
                + target
                + "\"; it reads http://host:port/path, https://…, tcp://host:port or tls://host:port");
      }
      if (interval.isZero() || timeout.isZero()) {
        throw new IllegalArgumentException("probe " + name + ": interval and timeout are above 0");
      }
    }
  }

  /**
   * A configuration file.
   *
   * @param path the file
   * @param validate the native validator's command, in which {@code {file}} stands for the file;
   *     empty for none
   * @param format {@code json}, {@code yaml}, {@code properties} or {@code text}: parsed before the
   *     validator is asked
   */
  public record Configuration(Path path, List<String> validate, String format) {
    /** Fills in what the file leaves out. */
    public Configuration {
      validate = validate == null ? List.of() : List.copyOf(validate);
      format = format == null ? "text" : format;
      if (!List.of("json", "yaml", "properties", "text").contains(format)) {
        throw new IllegalArgumentException(
            "format is \"" + format + "\"; it is one of json, yaml, properties, text");
      }
    }
  }

  /**
   * A log file that is followed.
   *
   * @param path the file
   * @param patterns Grok patterns by name
   */
  public record LogFile(Path path, Map<String, String> patterns) {
    /** Fills in what the file leaves out. */
    public LogFile {
      patterns = patterns == null ? Map.of() : Map.copyOf(patterns);
    }
  }

  /**
   * What may be deleted when space is short: files of a folder, oldest first.
   *
   * @param directory the folder
   * @param glob which files in it
   * @param keep how many of the newest stay
   */
  public record Reclaim(Path directory, String glob, int keep) {
    /** Checks that it is not over-wide. */
    public Reclaim {
      if (directory.getNameCount() < 2 || glob.isBlank() || keep < 0) {
        throw new IllegalArgumentException(
            "reclaim needs a directory below the top level, a glob, and keep of 0 or more");
      }
    }
  }

  /**
   * Who may touch a component and how much depends on it.
   *
   * @param criticality how much depends on it
   * @param criticalFunctions what must keep working whatever is done to it
   * @param standby the component that takes over, {@code kind:name}; empty for none
   * @param desired {@code running} or {@code stopped}
   * @param managedBy who restarts it when it ends: {@code clarity} or the name of a service manager
   * @param fenced whether it is protected: never acted on
   * @param autoFix whether its configuration may be repaired without asking
   * @param deployLock a file that exists while a deployment works on it
   * @param backup how it is known that what it holds can be brought back; empty when it cannot
   * @param changeTicket whether it is changed only while a change ticket is open, a window of the kind {@code change}
   * @param approver the role whose answer counts when the program asks about it
   */
  public record Policy(
      Severity criticality,
      List<String> criticalFunctions,
      String standby,
      String desired,
      String managedBy,
      @JsonProperty("protected") boolean fenced,
      @Nullable Boolean autoFix,
      Optional<Path> deployLock,
      Optional<Backup> backup,
      boolean changeTicket,
      Role approver) {
    /** The policy of a component of which the inventory says nothing. */
    public static final Policy DEFAULT =
        new Policy(
            Severity.MEDIUM,
            List.of(),
            "",
            "running",
            "clarity",
            false,
            true,
            Optional.empty(),
            Optional.empty(),
            false,
            Role.OPERATOR);

    /** Fills in what the file leaves out. */
    public Policy {
      criticality = criticality == null ? Severity.MEDIUM : criticality;
      criticalFunctions = criticalFunctions == null ? List.of() : List.copyOf(criticalFunctions);
      standby = standby == null ? "" : standby;
      desired = desired == null ? "running" : desired;
      managedBy = managedBy == null ? "clarity" : managedBy;
      autoFix = autoFix == null || autoFix;
      deployLock = deployLock == null ? Optional.empty() : deployLock;
      backup = backup == null ? Optional.empty() : backup;
      approver = approver == null ? Role.OPERATOR : approver;
      if (approver.compareTo(Role.OPERATOR) < 0) {
        throw new IllegalArgumentException(
            "approver is " + approver + "; it is operator, approver or admin");
      }
      if (!desired.equals("running") && !desired.equals("stopped")) {
        throw new IllegalArgumentException(
            "desired is \"" + desired + "\"; it is running or stopped");
      }
    }
  }

  /**
   * A backup, as the files show that the backup program leaves.
   *
   * @param file what is written with each backup: a file, or a folder of which the newest entry counts
   * @param within how old it may be
   * @param tested what is written with each restore that was tried, likewise
   * @param testedWithin how long ago the last tried restore may be
   */
  public record Backup(Path file, Duration within, Path tested, Duration testedWithin) {
    /** Fills in what the file leaves out. */
    public Backup {
      within = within == null ? Duration.ofDays(1) : within;
      testedWithin = testedWithin == null ? Duration.ofDays(30) : testedWithin;
      if (file == null || tested == null) {
        throw new IllegalArgumentException(
            "a backup needs file and tested: what each backup, and each restore that was tried, writes");
      }
      if (within.isZero() || testedWithin.isZero()) {
        throw new IllegalArgumentException("within and testedWithin of a backup are above 0");
      }
    }
  }
}
