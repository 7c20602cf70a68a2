package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.clarityos.heal.diagnose.Packs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case of every shipped pack, on the packs assembled. */
class RulesTest {
  private static final Path RULES = Path.of("rules");

  @TestFactory
  List<DynamicTest> everyCaseHolds() throws Exception {
    return new CaseSuite(RULES, Packs.shipped(), Offered.shipped())
        .run(issue -> true).stream()
            .map(
                outcome ->
                    DynamicTest.dynamicTest(
                        outcome.file().getFileName() + ": " + outcome.name(),
                        () -> assertThat(outcome.problems()).isEmpty()))
            .toList();
  }

  @Test
  void nothingIsWrongWithTheShippedPacks() {
    assertThat(PackCheck.check(RULES, Packs.KEPT).problems()).isEmpty();
  }

  @Test
  void theCatalogueIsFresh() throws Exception {
    String fresh = Catalogue.markdown(RULES);
    Path written = RULES.resolve("CATALOG.md");
    if (Boolean.getBoolean("catalogue.write")) {
      Files.writeString(written, fresh);
    }
    assertThat(Files.readString(written))
        .as("run ./mvnw test -Dfast -Dtest=RulesTest -Dcatalogue.write=true")
        .isEqualTo(fresh);
  }
}
