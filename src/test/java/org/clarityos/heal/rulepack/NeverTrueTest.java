package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions that can never hold are refused; those that only look so are not. */
class NeverTrueTest {
  @TempDir Path rules;

  private void compile(String condition) throws Exception {
    Path pack = Files.createDirectory(rules.resolve("web"));
    Files.writeString(pack.resolve("pack.yaml"), "id: web\nversion: 1.0.0\n");
    Files.writeString(
        pack.resolve("web.drl"),
        """
        package org.clarityos.heal.rules.web;
        import org.clarityos.heal.fact.*;
        rule "A crash"
        @id(web-crash)
        ruleflow-group "symptom"
        when
          ComponentInfo($c: component)
          %s
        then
          insertLogical(new Symptom($c, "process-crashed"));
        end
        """
            .formatted(condition));
    PackCompiler.compile(rules);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exists Sample(metric == \"cpu\", component == $c, value > 0.9, value < 0.5)",
        "exists Sample(metric == \"cpu\", component == $c, value > 0.5, value <= 0.5)",
        "exists Sample(metric == \"cpu\", component == $c, value > 0.9 && value < 0.5)",
        "exists Sample(metric == \"cpu\", component == $c, value == 0.5, value >= 0.51)",
        "exists Sample(metric == \"cpu\", component == $c, 0.9 < value, value < 0.5)",
        "exists Sample(metric == \"cpu\", metric == \"memory\", component == $c)",
        "exists Sample(metric in (\"cpu\", \"disk\"), metric == \"memory\", component == $c)",
        "exists Sample(metric in (\"cpu\", \"disk\"), metric not in (\"disk\", \"cpu\"))",
        "exists Sample(component == $c, component != $c)",
        "exists ProcessState(status == ProcessState.Status.GONE, status == ProcessState.Status.CRASHED)",
        "exists ProcessState(status == ProcessState.Status.GONE, status != ProcessState.Status.GONE)",
        "exists ProcessState(status == EndpointState.Status.UP, component == $c)",
        "exists ComponentInfo(component == $c, dependent == true, dependent == false)",
        "exists ComponentInfo(component == $c, dependent != true, dependent != false)",
        "exists ProcessExited(component == $c, exitCode > 2, exitCode < 3)",
        "exists ProcessExited(component == $c, signal in (4, 6), signal > 7)",
        "exists ProcessExited(component == $c, exitCode > 5 || exitCode > 7, exitCode < 4)",
        "exists ProcessExited(component == $c, signal < pid, signal > pid)",
        "Sample(metric == \"cpu\", component == $c, $v: value, value > 0.9, $v < 0.5)",
        "Sample(metric == \"cpu\", component == $c, $t: at, at > $t)",
        "Sample(metric == \"cpu\", $t: at) Sample(at > $t, $u: at) exists Sample(at < $t, at > $u)",
        "Sample(metric == \"cpu\", $t: at) exists Sample(at < $t - 500, at > $t - 400)",
        "Sample(metric == \"cpu\", $v: value, value < 0.5) exists Sample(value < $v, value > 0.5)",
        "Sample(metric == \"cpu\", component == $c) not Sample(value > 0.9, value < 0.5)",
        "accumulate( $s: Sample(metric == \"cpu\") over window:time(1m); $n: count($s); $n > 3, $n < 2 )"
            + " exists Sample(component == $c)",
      })
  void aConditionThatCanNeverHoldIsRefusedWithItsPlace(String condition) {
    assertThatThrownBy(() -> compile(condition))
        .isInstanceOf(PackInvalid.class)
        .hasMessageContaining("never true")
        .satisfies(
            thrown ->
                assertThat(((PackInvalid) thrown).problems())
                    .singleElement()
                    .satisfies(
                        problem -> {
                          assertThat(problem.line()).isEqualTo(8);
                          assertThat(problem.column()).isGreaterThan(9);
                          assertThat(problem.kind()).isEqualTo("never-true");
                        }));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exists Sample(metric == \"cpu\", component == $c, value > 0.5, value < 0.9)",
        "exists Sample(metric == \"cpu\", component == $c, value >= 0.5, value <= 0.5)",
        "exists Sample(metric == \"cpu\", component == $c, value < 0.5 || value > 0.9)",
        "exists Sample(metric == \"cpu\" || metric == \"memory\", component == $c)",
        "exists Sample(metric in (\"cpu\", \"disk\"), metric != \"disk\", component == $c)",
        "exists Sample(metric == \"a < b\", component == $c, value > 1, value < 2)",
        "exists ProcessState(status != ProcessState.Status.GONE, status != ProcessState.Status.CRASHED)",
        "exists ProcessExited(component == $c, exitCode > 1, exitCode < 3)",
        "exists ProcessExited(component == $c, exitCode > 5 || signal == 9, exitCode < 4)",
        "Sample(metric == \"cpu\", component == $c, value > 0.9) exists Sample(component == $c, value < 0.5)",
        "Sample(metric == \"cpu\", $t: at) exists Sample(at < $t - 500, at > $t - 1500)",
        "exists Sample(metric == \"cpu\", value > 0.9) not Sample(metric == \"cpu\", value < 0.5)",
        "exists ( Sample(metric == \"cpu\", value > 0.9) or Sample(metric == \"cpu\", value < 0.5) )",
        "Sample($v: value, value > 0.9, ($v * 0.5) < 0.5)",
      })
  void aConditionThatCanHoldIsNot(String condition) throws Exception {
    compile(condition);
  }
}
