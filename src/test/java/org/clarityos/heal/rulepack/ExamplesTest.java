package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.Packs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packs that the documentation shows: they are checked and tested as shipped ones are. */
class ExamplesTest {
  @TempDir Path home;

  @Test
  void theExamplesPassTheirCheckAndTheirCases() throws Exception {
    copy(Path.of("docs/examples/rules"));
    copy(Path.of("rules/policy"));
    Path rules = home.resolve("rules");
    assertThat(PackCheck.check(rules, Packs.KEPT).problems()).isEmpty();
    List<CaseSuite.Outcome> outcomes =
        new CaseSuite(rules, PackCompiler.compile(rules, Packs.KEPT), Offered.shipped())
            .run(issue -> true);
    assertThat(outcomes.stream().flatMap(outcome -> outcome.problems().stream())).isEmpty();
    assertThat(outcomes).hasSizeGreaterThanOrEqualTo(11);
  }

  @Test
  void theGuideLeadsFromNothingToATestedRule() throws Exception {
    String guide = Files.readString(Path.of("docs/how-to/add-a-rule.md"));
    Path rules = home.resolve("rules");
    Scaffold.pack(rules, "database", "me");
    Scaffold.policy(rules, Path.of("rules"));
    Scaffold.rule(rules, "database", "pool-exhausted", "The connection pool is exhausted");
    assertThat(problems(rules)).as("what was made passes as it is").isEmpty();
    Path drl = rules.resolve("database/pool-exhausted.drl");
    String text = Files.readString(drl);
    int when = text.indexOf("when\n") + "when\n".length();
    Files.writeString(
        drl,
        text.substring(0, when)
            + block(guide, "       ComponentInfo(")
            + text.substring(text.indexOf("then\n", when)));
    Files.writeString(
        rules.resolve("database/pool-exhausted.cases.yaml"), block(guide, "       - name: "));
    assertThat(problems(rules)).isEmpty();
  }

  /** The indented block of a text that begins with some words, without its indentation. */
  private static String block(String text, String start) {
    String block = text.substring(text.indexOf(start));
    return block.substring(0, block.indexOf("\n\n")).indent(-7);
  }

  private static List<String> problems(Path rules) throws Exception {
    List<String> problems = new ArrayList<>();
    PackCheck.check(rules, Packs.KEPT)
        .problems()
        .forEach(problem -> problems.add(problem.toString()));
    new CaseSuite(rules, PackCompiler.compile(rules, Packs.KEPT), Offered.shipped())
        .run(issue -> true)
        .forEach(outcome -> outcome.problems().forEach(p -> problems.add(p.toString())));
    return problems;
  }

  private void copy(Path from) throws IOException {
    Path under = from.endsWith("rules") ? from.getParent() : Path.of("");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = home.resolve(under.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }
}
