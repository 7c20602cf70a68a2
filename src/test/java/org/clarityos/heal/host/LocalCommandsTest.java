package org.clarityos.heal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCommandsTest {
  private final LocalCommands commands = new LocalCommands();

  private static CommandRunner.Command command(Duration limit, String... arguments) {
    return new CommandRunner.Command(
        List.of(arguments), "", Path.of("/"), Map.of("GREETING", "hello"), Optional.empty(), limit);
  }

  @Test
  void exitCodeAndBothOutputsAreTold() throws Exception {
    var result =
        commands.run(
            command(Duration.ofSeconds(5), "/bin/sh", "-c", "echo out; echo err >&2; exit 3"));

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.output()).contains("out").contains("err");
  }

  @Test
  void environmentIsMinimal() throws Exception {
    var result = commands.run(command(Duration.ofSeconds(5), "/usr/bin/env"));

    assertThat(result.output().lines().map(line -> line.split("=", 2)[0]))
        .containsExactlyInAnyOrder("PATH", "LANG", "HOME", "GREETING");
  }

  @Test
  void timeLimitEndsTheWholeTree() throws Exception {
    long start = System.nanoTime();
    var result =
        commands.run(
            command(Duration.ofMillis(300), "/bin/sh", "-c", "echo begun; sleep 60 & sleep 60"));

    assertThat(result.exitCode()).isEqualTo(-1);
    assertThat(result.output()).contains("begun").contains("300 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void outputIsCappedAndItsWriterNotHeldUp() throws Exception {
    var result =
        commands.run(command(Duration.ofSeconds(10), "/usr/bin/head", "-c", "300000", "/dev/zero"));

    assertThat(result.exitCode()).isZero();
    assertThat(result.output()).hasSize(64 * 1024);
  }

  @Test
  void programThatDoesNotExistIsToldInWords() throws Exception {
    var result = commands.run(command(Duration.ofSeconds(5), "/nowhere/program"));

    assertThat(result.exitCode()).isEqualTo(-1);
    assertThat(result.output()).contains("/nowhere/program");
  }

  @Test
  void launchedProcessHasASessionOfItsOwn() throws Exception {
    long pid = commands.launch(command(Duration.ofSeconds(5), "/bin/sleep", "60"));
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    try {
      ProcessTable table = new ProcessTable(Path.of("/proc"));
      long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      while (table.info(pid).orElseThrow().session() != pid && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(table.info(pid).orElseThrow().session()).isEqualTo(pid);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatTheEnvironmentHoldsIsNotSaid() throws Exception {
    var command =
        new CommandRunner.Command(
            List.of("/bin/sh", "-c", "echo key $KEY of $SITE; echo $KEY >&2; exit 3"),
            "",
            Path.of("/"),
            Map.of("KEY", "canary-4711", "SITE", "de"),
            Optional.empty(),
            Duration.ofSeconds(5));

    assertThat(commands.run(command))
        .isEqualTo(new CommandRunner.Result(3, "key *** of de\n***\n"));
  }

  @Test
  void moreIsKeptInAFileThanInTheResult(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("said");
    var command =
        new CommandRunner.Command(
            List.of("/bin/sh", "-c", "yes $KEY | head -c 5000000"),
            "",
            Path.of("/"),
            Map.of("KEY", "canary-4711"),
            Optional.of(file),
            Duration.ofSeconds(10));

    assertThat(commands.run(command).output()).hasSize(64 * 1024);
    assertThat(Files.readString(file))
        .startsWith("***\n***\n")
        .hasSizeGreaterThan(64 * 1024)
        .hasSizeLessThanOrEqualTo(4 * 1024 * 1024);
  }
}
