package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
    assertThat(PackCheck.check(rules).problems()).isEmpty();
    List<CaseSuite.Outcome> outcomes =
        new CaseSuite(rules, PackCompiler.compile(rules)).run(issue -> true);
    assertThat(outcomes.stream().flatMap(outcome -> outcome.problems().stream())).isEmpty();
    assertThat(outcomes).hasSizeGreaterThanOrEqualTo(11);
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
