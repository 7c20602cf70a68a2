package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.LocalCommands;
import org.clarityos.heal.inventory.Component;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packages that are made here, in a root and a repository of the test's own. */
class PackageActionsTest {
  private static final String ALLOWS = "{\"packages\": [\"demo\", \"demo-data\", \"absent\"]}";
  private static final String APT =
      """
      Dir "ROOT";
      Dir::State "ROOT/var/lib/apt";
      Dir::State::status "ROOT/var/lib/dpkg/status";
      Dir::Bin::dpkg "/usr/bin/dpkg";
      DPkg::Options { "--root=ROOT"; };
      APT::Sandbox::User "root";
      """;

  @TempDir Path folder;
  private Patient patient;
  private Own own;

  /** The commands of this host, on a root of the test's own. */
  private static final class Own implements CommandRunner {
    private final LocalCommands commands = new LocalCommands();
    private final Path folder;

    Own(Path folder) {
      this.folder = folder;
    }

    @Override
    public Result run(Command command) throws InterruptedException {
      Map<String, String> environment = new HashMap<>(command.environment());
      environment.put("APT_CONFIG", folder.resolve("apt.conf").toString());
      environment.put("DPKG_ROOT", folder.resolve("root").toString());
      environment.put("DPKG_ADMINDIR", folder.resolve("root/var/lib/dpkg").toString());
      return commands.run(
          new Command(
              command.arguments(),
              command.user(),
              command.directory(),
              environment,
              command.output(),
              command.timeout()));
    }

    @Override
    public long launch(Command command) throws IOException {
      return commands.launch(command);
    }

    String ask(Path directory, String... arguments) throws InterruptedException {
      Result result =
          run(
              new Command(
                  List.of(arguments),
                  "",
                  directory,
                  Map.of(),
                  Optional.empty(),
                  Duration.ofSeconds(30)));
      assertThat(result.exitCode()).as(result.output()).isZero();
      return result.output();
    }
  }

  @BeforeEach
  void set() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/apt-get")) || Boolean.getBoolean("clarity.ci"),
        "apt is not installed");
    assumeTrue("root".equals(System.getProperty("user.name")), "installing needs root");
    patient = new Patient(folder);
    own = new Own(folder);
    for (String made :
        List.of(
            "root/var/lib/dpkg/info",
            "root/var/lib/dpkg/updates",
            "root/var/lib/dpkg/triggers",
            "root/var/lib/apt/lists/partial",
            "root/var/cache/apt/archives/partial",
            "root/var/log/apt",
            "root/etc/apt/apt.conf.d",
            "root/etc/apt/sources.list.d",
            "root/etc/apt/preferences.d",
            "root/etc/apt/trusted.gpg.d",
            "repository")) {
      Files.createDirectories(folder.resolve(made));
    }
    for (String empty : List.of("dpkg/status", "dpkg/available", "apt/extended_states")) {
      Files.createFile(folder.resolve("root/var/lib").resolve(empty));
    }
    Files.writeString(
        folder.resolve("apt.conf"), APT.replace("ROOT", folder.resolve("root").toString()));
    Files.writeString(
        folder.resolve("root/etc/apt/sources.list"),
        "deb [trusted=yes] file:" + folder.resolve("repository") + " ./\n");
    installed(make("demo", "1.0", ""));
  }

  @AfterEach
  void end() {
    if (patient != null) {
      patient.close();
    }
  }

  /** Makes a package in the repository. */
  private Path make(String name, String version, String depends) throws Exception {
    Path tree = folder.resolve("tree-" + name + version);
    Files.createDirectories(tree.resolve("DEBIAN"));
    Files.createDirectories(tree.resolve("etc"));
    Files.createDirectories(tree.resolve("usr/share/" + name));
    Files.writeString(tree.resolve("usr/share/" + name + "/version"), version);
    Files.writeString(tree.resolve("etc/" + name + ".conf"), "of " + version);
    Files.writeString(tree.resolve("DEBIAN/conffiles"), "/etc/" + name + ".conf\n");
    Files.writeString(
        tree.resolve("DEBIAN/control"),
        """
        Package: %s
        Version: %s
        Architecture: all
        Maintainer: test <test@example.org>
        Description: made by a test
        %s"""
            .formatted(name, version, depends.isEmpty() ? "" : "Depends: " + depends + "\n"));
    Path file = folder.resolve("repository/" + name + "_" + version + "_all.deb");
    own.ask(folder, "dpkg-deb", "--root-owner-group", "--build", tree.toString(), file.toString());
    return file;
  }

  private void installed(Path file) throws Exception {
    own.ask(folder, "dpkg", "--root=" + folder.resolve("root"), "--install", file.toString());
  }

  /** Writes what the repository holds, and reads it. */
  private void listed() throws Exception {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(folder.resolve("repository"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".deb")).sorted().toList()) {
        all.append(own.ask(folder, "dpkg-deb", "--field", file.toString()))
            .append("Filename: ./" + file.getFileName() + "\n")
            .append("Size: " + Files.size(file) + "\n")
            .append("SHA256: " + Ids.sha256(Files.readAllBytes(file)) + "\n\n");
      }
    }
    Files.writeString(folder.resolve("repository/Packages"), all);
    own.ask(folder, "apt-get", "update");
  }

  private ActionContext context() {
    Component component = patient.component(Steps.allows(ALLOWS));
    var hands = patient.hands();
    return new ActionContext(
        Patient.site(component),
        component,
        new ActionContext.Hands(
            hands.processes(), own, hands.configurations(), hands.lastGood(), hands.clock()),
        patient.file("kept"));
  }

  private String version(String name) throws IOException {
    return Files.readString(folder.resolve("root/usr/share/" + name + "/version"));
  }

  @Test
  void a_package_is_upgraded_and_its_undo_installs_what_was_there() throws Exception {
    make("demo", "1.1", "");
    listed();
    Files.writeString(folder.resolve("root/etc/demo.conf"), "of this site");
    var action = new UpgradePackage();
    Preview preview = Steps.preview("package.upgrade", "{\"name\": \"demo\"}", context());
    assertThat(preview.does()).isEqualTo("upgrades {demo=1.0}, for demo");
    assertThat(version("demo")).isEqualTo("1.0");

    ObjectNode registered = Steps.run(action, "{\"name\": \"demo\"}", context());

    assertThat(version("demo")).isEqualTo("1.1");
    assertThat(action.undo(registered, context())).isEqualTo("installed again: demo 1.0");
    assertThat(action.undo(registered, context())).isEqualTo("nothing to install");
    assertThat(version("demo")).isEqualTo("1.0");
    assertThat(folder.resolve("root/etc/demo.conf")).hasContent("of this site");
  }

  @Test
  void a_package_is_brought_to_the_version_that_is_said() throws Exception {
    make("demo", "1.1", "");
    make("demo", "1.2", "");
    listed();

    Steps.run(new UpgradePackage(), "{\"name\": \"demo\", \"version\": \"1.1\"}", context());

    assertThat(version("demo")).isEqualTo("1.1");
  }

  @Test
  void an_allowed_package_that_it_needs_is_upgraded_with_it_and_put_back_with_it()
      throws Exception {
    installed(make("demo-data", "1.0", ""));
    make("demo-data", "1.1", "");
    make("demo", "1.1", "demo-data (>= 1.1)");
    listed();
    var action = new UpgradePackage();

    ObjectNode registered = Steps.run(action, "{\"name\": \"demo\"}", context());

    assertThat(version("demo-data")).isEqualTo("1.1");
    action.undo(registered, context());
    assertThat(version("demo")).isEqualTo("1.0");
    assertThat(version("demo-data")).isEqualTo("1.0");
  }

  @Test
  void the_newest_is_left_alone() throws Exception {
    listed();
    var action = new UpgradePackage();

    assertThat(action.prepare(new UpgradePackage.Parameters("demo", null), context())).isEmpty();
    assertThat(action.run(new UpgradePackage.Parameters("demo", null), context()))
        .isEqualTo("demo is at 1.0, nothing is newer");
  }

  @Test
  void an_upgrade_that_would_change_what_nobody_allowed_is_refused() throws Exception {
    installed(make("other", "1.0", ""));
    make("other", "1.1", "");
    make("demo", "1.1", "other (>= 1.1)");
    listed();

    refused("demo", "other is not among the packages that the inventory allows");
    assertThat(version("demo")).isEqualTo("1.0");
  }

  @Test
  void an_upgrade_that_would_install_something_new_is_refused() throws Exception {
    make("demo-data", "1.0", "");
    make("demo", "1.1", "demo-data");
    listed();

    refused("demo", "would install or remove demo-data; a person does that");
  }

  @Test
  void an_upgrade_without_a_way_back_is_refused() throws Exception {
    Files.delete(folder.resolve("repository/demo_1.0_all.deb"));
    make("demo", "1.1", "");
    listed();

    refused("demo", "demo 1.0 cannot be had any more, so there would be no way back");
    assertThat(version("demo")).isEqualTo("1.0");
  }

  @Test
  void a_held_package_is_not_upgraded_before_it_is_let_go() throws Exception {
    make("demo", "1.1", "");
    listed();
    var hold = new HoldPackage();
    var unhold = new UnholdPackage();
    String step = "{\"name\": \"demo\"}";

    ObjectNode held = Steps.run(hold, step, context());
    assertThat(Steps.run(hold, step, context())).as("it was held before").isEmpty();
    refused("demo", "demo is held");
    ObjectNode let = Steps.run(unhold, step, context());
    unhold.undo(let, context());
    unhold.undo(let, context());
    refused("demo", "demo is held");
    hold.undo(held, context());
    hold.undo(held, context());

    Steps.run(new UpgradePackage(), step, context());
    assertThat(version("demo")).isEqualTo("1.1");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "other, is not among the packages that the inventory allows",
    "absent, package absent is not installed"
  })
  void packages_that_nobody_allowed_or_installed_are_refused(String name, String why) {
    for (Action<?> action : List.of(new UpgradePackage(), new HoldPackage(), new UnholdPackage())) {
      assertThatThrownBy(() -> Steps.run(action, "{\"name\": \"" + name + "\"}", context()))
          .as(action.name())
          .isInstanceOf(ActionFailed.class)
          .hasMessageContaining(why);
    }
  }

  @Test
  void a_version_that_is_none_is_refused() {
    assertThat(Steps.fault("package.upgrade", "{\"name\": \"demo\", \"version\": \"--purge\"}"))
        .contains("it reads like 1.22.1-9+deb12u1");
  }

  private void refused(String name, String why) {
    assertThatThrownBy(
            () -> Steps.run(new UpgradePackage(), "{\"name\": \"" + name + "\"}", context()))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining(why);
  }
}
