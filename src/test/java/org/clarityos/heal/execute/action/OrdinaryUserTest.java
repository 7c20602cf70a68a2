package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.LocalCommands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;

/** The program as a user who may nothing, on components of that user. */
class OrdinaryUserTest {
  private static final List<Class<?>> NEEDED =
      List.of(
          Action.class,
          Ordinary.class,
          ObjectMapper.class,
          JsonFactory.class,
          JsonProperty.class,
          Jdk8Module.class,
          YAMLMapper.class,
          LoaderOptions.class);

  @TempDir Path folder;

  @Test
  void actions_that_need_nothing_work_for_an_ordinary_user() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "being another user needs root");
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setOwner(
        home, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    var result =
        new LocalCommands()
            .run(
                new CommandRunner.Command(
                    List.of(
                        "/usr/bin/setpriv",
                        "--reuid=nobody",
                        "--regid=nogroup",
                        "--clear-groups",
                        "--bounding-set=-all",
                        "--no-new-privs",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes(),
                        Ordinary.class.getName(),
                        home.toString()),
                    "",
                    home,
                    Map.of(),
                    Optional.empty(),
                    Duration.ofMinutes(3)));

    List<String> expected =
        Actions.shipped().all().values().stream()
            .filter(a -> a.needs().stream().allMatch(n -> n.when() == Privilege.When.OTHERS))
            .map(action -> action.name() + ": done")
            .toList();
    assertThat(expected).hasSizeGreaterThan(20);
    assertThat(result.output().lines().toList()).containsExactlyElementsOf(expected);
  }

  /** The build's own folders may be closed to others: what the program needs is copied. */
  private String classes() throws Exception {
    List<String> copies = new ArrayList<>();
    for (Class<?> one : NEEDED) {
      Path from = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path to = folder.resolve("classes" + copies.size());
      copies.add(to.toString());
      if (Files.isRegularFile(from)) {
        Files.copy(from, to);
      } else {
        copied(from, to);
      }
    }
    return String.join(":", copies);
  }

  private static void copied(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }
}
