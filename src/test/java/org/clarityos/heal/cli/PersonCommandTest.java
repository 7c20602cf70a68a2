package org.clarityos.heal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.inventory.People;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** People by the command line, on a data folder of their own. */
class PersonCommandTest {
  @TempDir Path data;
  private final StringWriter said = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new Clarity()).setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(new PrintWriter(said, true));
    line.setErr(new PrintWriter(said, true));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          Failure.tell("the command did not succeed", failure, command.getErr());
          return 1;
        });
    return line.execute(arguments);
  }

  private int add(String name, Path to) {
    return run(
        "person", "add", name, "--role", "operator", "--to", to.toString(), "--data", data + "");
  }

  @Test
  void aTokenGoesToAFileOfTheCallersOwnAndIsNeitherPrintedNorKept() throws Exception {
    Path file = data.resolve("ann.token");

    assertThat(add("ann", file)).as(said.toString()).isZero();

    String token = Files.readString(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(said.toString()).contains("ann is OPERATOR").doesNotContain(token);
    assertThat(new People(data).known(token))
        .hasValueSatisfying(ann -> assertThat(ann.role()).isEqualTo(Role.OPERATOR));
  }

  @Test
  void aNameThatIsNoneIsRefusedInWordsAndLeavesNoToken() {
    Path file = data.resolve("token");

    assertThat(add("a b", file)).isEqualTo(1);

    assertThat(said.toString())
        .contains("name is \"a b\"; it reads ann")
        .doesNotContain("a fault of the program");
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatIsThereIsNotWrittenOver() throws Exception {
    Path file = Files.writeString(data.resolve("token"), "another's");

    assertThat(add("ann", file)).isEqualTo(1);

    assertThat(said.toString()).contains("is there already");
    assertThat(file).hasContent("another's");
    assertThat(new People(data).all()).isEmpty();
  }

  @Test
  void whoIsTakenOutIsNoLongerListed() {
    add("ann", data.resolve("ann.token"));
    add("ben", data.resolve("ben.token"));

    assertThat(run("person", "remove", "ann", "--data", data + "")).isZero();
    assertThat(run("person", "remove", "ann", "--data", data + "")).isEqualTo(1);

    said.getBuffer().setLength(0);
    run("person", "list", "--data", data + "");
    assertThat(said.toString().lines()).containsExactly("ben  OPERATOR");
  }
}
