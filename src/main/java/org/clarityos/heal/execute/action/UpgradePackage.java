package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.host.CommandRunner;

/** The action {@code package.upgrade}. */
public final class UpgradePackage extends Described<UpgradePackage.Parameters> {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** How long another that works on packages is waited for. */
  private static final String LOCK = "DPkg::Lock::Timeout=60";

  private static final Pattern CHANGED =
      Pattern.compile("(?m)^(Inst|Remv) (\\S+)(?: \\[(\\S+)\\])?(?: \\((\\S+))?");

  /**
   * Which package.
   *
   * @param name its name, as the inventory allows it
   * @param version the version it is brought to; the newest that apt's lists know when it is not
   *     said
   */
  public record Parameters(@JsonProperty(required = true) String name, String version) {
    /** Checks both. */
    public Parameters {
      version = version == null ? "" : version;
      if (name == null || name.isBlank()) {
        throw new IllegalArgumentException("name is missing; it reads like nginx-light");
      }
      if (!version.matches("([0-9][A-Za-z0-9.+~:-]*)?")) {
        throw new IllegalArgumentException(
            "version is \"" + version + "\"; it reads like 1.22.1-9+deb12u1");
      }
    }

    private String wanted() {
      return version.isEmpty() ? name : name + "=" + version;
    }
  }

  /** The action. */
  public UpgradePackage() {
    super(
        "package.upgrade",
        "Upgrades an allowed package, and only with others that are allowed; configuration files stay as they are. What is installed is fetched and kept first, and the undo installs it again.",
        Parameters.class,
        Safety.RESTART,
        Repeat.CHECK_THEN_ACT);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    Map<String, String> before = plan(parameters, context);
    if (before.isEmpty()) {
      return registered;
    }
    ObjectNode versions = registered.putObject("packages");
    before.forEach(versions::put);
    keep(before, context);
    return registered;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.ROOT);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Map<String, String> before = plan(parameters, context);
    return before.isEmpty()
        ? Preview.of("changes nothing: nothing newer is known")
        : Preview.of("upgrades " + before + ", for " + parameters.wanted())
            .undoneBy("installs again what was there, which is fetched before");
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Map<String, String> before = plan(parameters, context);
    String name = parameters.name();
    if (before.isEmpty()) {
      return name + " is at " + Packages.installed(context, name) + ", nothing is newer";
    }
    List<String> command = new ArrayList<>(command("--yes"));
    command.add(parameters.wanted());
    Packages.run(context, LIMIT, command.toArray(new String[0]));
    String now = Packages.installed(context, name);
    if (now.equals(before.get(name))) {
      throw new ActionFailed(name + " was upgraded, but is still at " + now);
    }
    return "upgraded " + name + " from " + before.get(name) + " to " + now;
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("dpkg", "--force-confold", "--force-downgrade", "--install"));
    List<String> names = new ArrayList<>();
    for (var before : registered.path("packages").properties()) {
      if (!before.getValue().asText().equals(now(context, before.getKey()))) {
        command.add(kept(context, before.getKey()).toString());
        names.add(before.getKey() + " " + before.getValue().asText());
      }
    }
    if (names.isEmpty()) {
      return "nothing to install";
    }
    Packages.run(context, LIMIT, command.toArray(new String[0]));
    return "installed again: " + String.join(", ", names);
  }

  /** The version of one that may be half installed. */
  private static String now(ActionContext context, String name) throws InterruptedException {
    try {
      return Packages.installed(context, name);
    } catch (ActionFailed e) {
      return "";
    }
  }

  private static List<String> command(String how) {
    return List.of(
        "apt-get",
        how,
        "-o",
        LOCK,
        "-o",
        "Dpkg::Options::=--force-confdef",
        "-o",
        "Dpkg::Options::=--force-confold",
        "--only-upgrade",
        "--no-remove",
        "--no-install-recommends",
        "install");
  }

  /**
   * What would change, each with its version now.
   *
   * @throws ActionFailed when others would be changed than the inventory allows
   */
  private static Map<String, String> plan(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    String name = Packages.allowed(context, parameters.name());
    Packages.installed(context, name);
    if (Packages.held(context, name)) {
      throw new ActionFailed(
          name + " is held; somebody wants it to stay, package.unhold lets it go");
    }
    List<String> command = new ArrayList<>(command("--simulate"));
    command.add(parameters.wanted());
    String said = Packages.run(context, LIMIT, command.toArray(new String[0]));
    Map<String, String> changed = new TreeMap<>();
    Matcher matcher = CHANGED.matcher(said);
    while (matcher.find()) {
      String other = matcher.group(2);
      if (!matcher.group(1).equals("Inst") || matcher.group(3) == null) {
        throw new ActionFailed(
            "the upgrade of "
                + name
                + " would install or remove "
                + other
                + "; a person does that");
      }
      changed.put(Packages.allowed(context, other), matcher.group(3));
    }
    return changed;
  }

  /** Without them there is no way back. */
  private static void keep(Map<String, String> versions, ActionContext context)
      throws ActionFailed, InterruptedException {
    try {
      for (var one : versions.entrySet()) {
        Path folder = folder(context, one.getKey());
        Files.createDirectories(folder);
        CommandRunner.Result result =
            Packages.ask(
                context,
                folder,
                LIMIT,
                List.of("apt-get", "download", one.getKey() + "=" + one.getValue()));
        if (result.exitCode() != 0) {
          throw new ActionFailed(
              one.getKey()
                  + " "
                  + one.getValue()
                  + " cannot be had any more, so there would be no way back: "
                  + Programs.words(result));
        }
        kept(context, one.getKey());
      }
    } catch (IOException e) {
      throw new ActionFailed("what is installed cannot be kept: " + e, e);
    }
  }

  private static Path folder(ActionContext context, String name) {
    return context.keep().resolve("packages").resolve(name);
  }

  private static Path kept(ActionContext context, String name) throws ActionFailed {
    try (Stream<Path> files = Files.list(folder(context, name))) {
      return files
          .filter(file -> file.toString().endsWith(".deb"))
          .findFirst()
          .orElseThrow(() -> new ActionFailed("the package " + name + " was not kept"));
    } catch (IOException e) {
      throw new ActionFailed("the package " + name + " was not kept: " + e, e);
    }
  }
}
