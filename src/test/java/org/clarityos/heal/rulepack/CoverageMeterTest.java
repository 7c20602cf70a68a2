package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.diagnose.Packs;
import org.junit.jupiter.api.Test;

/** The coverage of shipped rules by their cases. */
class CoverageMeterTest {
  @Test
  void theEngineTakesEveryShippedRuleInParts() {
    try (CoverageMeter meter = new CoverageMeter(Packs.shipped(), file -> true)) {
      Coverage none = meter.coverage(List.of());
      assertThat(none.rules()).hasSameSizeAs(Packs.shipped().rules().entrySet());
      assertThat(none.rules()).allMatch(Coverage.Rule::measured).noneMatch(Coverage.Rule::fired);
      assertThat(none.rules()).flatMap(Coverage.Rule::patterns).noneMatch(Coverage.Part::satisfied);
    }
  }

  @Test
  void absencesAccumulationsGroupsAndTimesAreMeasured() throws Exception {
    Coverage measured = measured(Set.of("overheating", "brute-force-login", "process-gone"));
    assertThat(measured.rules())
        .filteredOn(rule -> rule.id().equals("overheating-symptom"))
        .flatMap(Coverage.Rule::patterns)
        .filteredOn(Coverage.Part::canFail)
        .extracting(Coverage.Part::pattern)
        .anyMatch(pattern -> pattern.startsWith("accumulate("))
        .anyMatch(pattern -> pattern.startsWith("not Sample("));
    assertThat(measured.rules())
        .filteredOn(rule -> rule.id().equals("brute-force-login-symptom"))
        .flatMap(Coverage.Rule::thresholds)
        .singleElement()
        .satisfies(
            bound -> {
              assertThat(bound.comparison()).isEqualTo("$n >= 5");
              assertThat(bound.below()).isEqualTo(new Coverage.Side(true, "4 against 5"));
              assertThat(bound.above()).isEqualTo(new Coverage.Side(true, "5 against 5"));
            });
    assertThat(measured.rules())
        .filteredOn(rule -> rule.place().file().equals("policy/guards.drl"))
        .isEmpty();
  }

  @Test
  void aTimeThatEndsItsOwnConditionIsSeenAsItComes() throws Exception {
    CaseSuite suite = new CaseSuite(Path.of("rules"), Packs.shipped(), Offered.shipped());
    try (CoverageMeter meter =
        new CoverageMeter(Packs.shipped(), file -> file.equals("policy/guards.drl"))) {
      Coverage measured = meter.coverage(suite.run("process-crashed"::equals, meter));
      assertThat(measured.rules())
          .filteredOn(rule -> rule.id().equals("policy-guard-managed"))
          .flatMap(Coverage.Rule::thresholds)
          .containsExactly(
              new Coverage.Boundary(
                  75,
                  "at >= $s + 10000",
                  new Coverage.Side(true, "9s against 10s"),
                  new Coverage.Side(true, "10s against 10s")));
    }
  }

  private static Coverage measured(Set<String> issues) throws Exception {
    CaseSuite suite = new CaseSuite(Path.of("rules"), Packs.shipped(), Offered.shipped());
    try (CoverageMeter meter =
        new CoverageMeter(
            Packs.shipped(),
            file -> issues.contains(file.substring(file.indexOf('/') + 1).replace(".drl", "")))) {
      return meter.coverage(suite.run(issues::contains, meter));
    }
  }
}
