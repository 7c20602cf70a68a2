package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.clarityos.heal.diagnose.RuleBase;
import org.junit.jupiter.api.Test;

class PackCompilerTest {
  @Test
  void theShippedPacksCompile() throws Exception {
    RuleBase base = PackCompiler.compile(Path.of("rules"));
    assertThat(base.rules()).isNotEmpty();
  }
}
