package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.yaml.StrictYaml;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case of every shipped pack, on the packs assembled. */
class RulesTest {
  private static final Path RULES = Path.of("rules");

  @TestFactory
  List<DynamicTest> everyCaseHolds() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files(CaseRunner.ENDING)) {
      for (Case story : CaseRunner.read(file)) {
        tests.add(
            DynamicTest.dynamicTest(
                file.getFileName() + ": " + story.name(),
                () ->
                    assertThat(CaseRunner.run(Packs.shipped(), story))
                        .as(StrictYaml.find(file, story.name()))
                        .isEmpty()));
      }
    }
    return tests;
  }

  @Test
  void everyKnownIssueHasACaseThatFiresANearMissAndOneThatResolves() throws Exception {
    for (KnownIssue issue : Packs.shipped().issues()) {
      Set<Case.Kind> kinds = EnumSet.noneOf(Case.Kind.class);
      for (Path file : files("/" + issue.id() + CaseRunner.ENDING)) {
        CaseRunner.read(file).forEach(story -> kinds.add(story.kind()));
      }
      assertThat(kinds).as(issue.id()).containsExactlyInAnyOrder(Case.Kind.values());
    }
  }

  @Test
  void everySymptomInTheRulesIsInTheTaxonomyAndTheOtherWayRound() throws Exception {
    Set<String> used = new TreeSet<>();
    var named = java.util.regex.Pattern.compile("new Symptom\\(\\$\\w+, \"([^\"]+)\"\\)");
    for (Path file : files(".drl")) {
      named.matcher(Files.readString(file)).results().forEach(result -> used.add(result.group(1)));
    }
    assertThat(Taxonomy.read(RULES).keySet()).containsExactlyInAnyOrderElementsOf(used);
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

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(RULES)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
