package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.clarityos.heal.yaml.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A case's runs over its pack alone and over all packs are to let the same rules of the pack fire. */
class AgreementTest {
  @TempDir Path rules;

  private void pack(String name, String condition) throws Exception {
    Path pack = Files.createDirectory(rules.resolve(name));
    Files.writeString(pack.resolve("pack.yaml"), "id: " + name + "\nversion: 1.0.0\n");
    Files.writeString(
        pack.resolve(name + ".drl"),
        """
        package org.clarityos.heal.rules.%1$s;
        import org.clarityos.heal.fact.*;
        rule "%1$s holds"
        @id(%1$s-symptom)
        ruleflow-group "symptom"
        when
          %2$s
        then
          insertLogical(new Symptom($c, "%1$s"));
        end
        """
            .formatted(name, condition));
  }

  private List<String> told() throws Exception {
    Files.writeString(
        rules.resolve("one/one.cases.yaml"),
        """
        - name: it has gone
          kind: fires
          given:
            - {at: 0s, fact: ComponentInfo}
            - {at: 1s, fact: ProcessState, status: GONE}
          then:
            - {at: 1s, inhibited: false}
        """);
    return new CaseSuite(rules, PackCompiler.compile(rules), Offered.shipped())
        .run(issue -> true).stream()
            .flatMap(outcome -> outcome.problems().stream())
            .map(Problem::message)
            .toList();
  }

  /** The engine's bug of apache/incubator-kie #7115: it is seen even by a case that expects nothing of the rule. */
  @Test
  void aRuleThatIsSilentBesideAnotherPackIsTold() throws Exception {
    String gone = "exists ( ProcessState(status == ProcessState.Status.GONE) and ";
    pack("one", gone + "not EndpointState() )\n  ComponentInfo($c: component)");
    pack("two", gone + "ConfigState() )\n  ComponentInfo($c: component)");
    assertThat(told())
        .singleElement()
        .asString()
        .contains("it has gone (one alone): [one-symptom] fire here and not with all packs");
  }

  @Test
  void aRuleThatBuildsOnAnotherPackWithoutNamingItIsTold() throws Exception {
    pack("one", "Symptom(name == \"two\", $c: component)");
    pack("two", "ProcessState(status == ProcessState.Status.GONE, $c: component)");
    assertThat(told())
        .singleElement()
        .asString()
        .contains("[one-symptom] fire with all packs and not here: name the packs");
  }

  @Test
  void rulesThatFireAlikeAreNot() throws Exception {
    pack("one", "ProcessState(status == ProcessState.Status.GONE, $c: component)");
    pack("two", "ProcessState(status == ProcessState.Status.GONE, $c: component)");
    assertThat(told()).isEmpty();
  }
}
