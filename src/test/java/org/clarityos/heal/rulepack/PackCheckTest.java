package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packs that may not be loaded, with what their author is told. */
class PackCheckTest {
  private static final String RULE =
      """
      package org.clarityos.heal.rules.web;
      import org.clarityos.heal.fact.*;
      rule "A crash"
      @id(web-crash)
      ruleflow-group "symptom"
      when
        ProcessState(status == ProcessState.Status.CRASHED, $c: component)
      then
        insertLogical(new Symptom($c, "process-crashed"));
      end
      """;

  @TempDir Path rules;

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "when | whne | web.drl:",
        "rules.web; | rules.other; | in this folder it is",
        "@id(web-crash) |  '' | it lacks @id",
        "\"symptom\" | \"decision\" | in pack web it is one of",
        "ruleflow-group | salience 10 ruleflow-group | salience is not for packs",
        "ruleflow-group | no-loop true ruleflow-group | no-loop is not for packs",
        "ruleflow-group | timer(int: 5m) ruleflow-group | timer is not for packs",
        "fact.*; | fact.*; import java.io.File; | import java.io.File",
        "fact.*; | fact.*; global java.util.List list; | globals",
        "insertLogical | System.exit(0); insertLogical | only inserts facts",
        "insertLogical | while (true) {} insertLogical | no loops",
        "status == | stauts == | stauts",
        "CRASHED, $c: component) | CRASHED, $c: component) $n: Now() | Now stands outside an exists",
        "CRASHED, $c: component) | CRASHED, $c: component, since after 5) | have no windows",
        "CRASHED, $c: component) | CRASHED, $c: component) over window:time(5s) | have no windows",
        "CRASHED, $c: component) | CRASHED, $c: component) not Diagnosis() | made in phase diagnosis",
        "\"symptom\" | \"evidence\" | phases never go back",
      })
  void aBrokenPackIsRefusedInWords(String right, String wrong, String words) throws Exception {
    Path pack = Files.createDirectory(rules.resolve("web"));
    Files.writeString(pack.resolve("pack.yaml"), "id: web\nversion: 1.0.0\n");
    assertThat(RULE).contains(right);
    Files.writeString(pack.resolve("web.drl"), RULE.replace(right, wrong));
    assertThatThrownBy(() -> PackCompiler.compile(rules))
        .isInstanceOf(PackInvalid.class)
        .hasMessageContaining(words);
  }
}
