package org.clarityos.heal.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clarityos.heal.diagnose.Packs;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.rulepack.Case;
import org.clarityos.heal.rulepack.Played;
import org.clarityos.heal.rulepack.Probes;
import org.clarityos.heal.rulepack.RuleText;
import org.clarityos.heal.yaml.StrictYaml;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Planted near-misses of the shipped rules: the answer names the right pattern with the right values. */
class NearMissTest {
  private static final Path FILE = Path.of("src/test/resources/explain/near-misses.yaml");
  private static final Probes PROBES = new Probes();
  private static final List<RuleText> RULES = RuleText.all(Packs.shipped());

  /**
   * A near-miss.
   *
   * @param shows the construct that it is about, in words
   * @param rule the rule's id
   * @param on the component asked about
   * @param at the time asked about
   * @param given the facts
   * @param pattern how the element that must be named begins
   * @param said what the answer must say of it
   * @param below what the answer must say of the rule that would derive what is missing
   */
  record NearMiss(
      String shows,
      String rule,
      String on,
      Duration at,
      List<Case.Given> given,
      String pattern,
      List<String> said,
      List<String> below) {}

  @TestFactory
  List<DynamicTest> everyNearMissIsExplained() throws Exception {
    return Arrays.stream(StrictYaml.read(FILE, NearMiss[].class))
        .map(miss -> DynamicTest.dynamicTest(miss.rule() + ": " + miss.shows(), () -> check(miss)))
        .toList();
  }

  private static void check(NearMiss miss) {
    RuleText rule =
        RULES.stream()
            .filter(each -> each.info().id().equals(miss.rule()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no rule " + miss.rule()));
    try (RuleSession session = Played.until(miss.at(), miss.on(), miss.given())) {
      long at = Played.start() + miss.at().toMillis();
      Moment moment = new Moment(at, session.everything(), Set.of(), RULES);
      WhyNot answer = new Inquiry(moment, PROBES).about(rule, Played.id(miss.on()), Map.of());
      assertThat(answer.holds()).as("%s", answer).isFalse();
      WhyNot.Line failing = answer.failing().orElseThrow();
      assertThat(failing.pattern()).startsWith(miss.pattern());
      assertThat(failing.said()).as("%s", answer).contains(miss.said());
      if (miss.below() != null) {
        assertThat(answer.below().toString()).contains(miss.below());
      }
    }
  }
}
