package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Severity;
import org.clarityos.heal.fact.Symptom;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.playbook.PlaybookLoader;
import org.clarityos.heal.yaml.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no pack shows by itself: rules beside each other, and what their playbooks do. */
class CrossPackTest {
  private static final Actions ACTIONS = Actions.shipped();
  private static final String REFUSED =
      "EndpointState(status == EndpointState.Status.REFUSED, $c: component)";

  @TempDir Path rules;

  private void pack(String name, String... made) throws Exception {
    Path pack = Files.createDirectory(rules.resolve(name));
    Files.writeString(pack.resolve("pack.yaml"), "id: " + name + "\nversion: 1.0.0\n");
    String head =
        "package org.clarityos.heal.rules.%s;\nimport org.clarityos.heal.fact.*;\n".formatted(name);
    Files.writeString(pack.resolve(name + ".drl"), head + String.join("", made));
  }

  private static String symptom(String id, String condition, String symptom) {
    return rule(id, "symptom", condition, "new Symptom($c, \"" + symptom + "\")");
  }

  private static String evidence(String id, String condition, String evidence) {
    return rule(id, "evidence", condition, "Evidence." + evidence);
  }

  private static String rule(String id, String phase, String condition, String made) {
    return """
        rule "%1$s holds"
        @id(%1$s)
        ruleflow-group "%2$s"
        when
          %3$s
        then
          insertLogical(%4$s);
        end
        """
        .formatted(id, phase, condition, made);
  }

  private static String on(String symptom) {
    return "Symptom(name == \"" + symptom + "\", $c: component)";
  }

  private static String of(String issue, String group, String weight) {
    return "of(\"%s\", $c, \"%s\", \"%s\")".formatted(issue, group, weight);
  }

  private static Playbook playbook(String id, List<String> issues, String... actions) {
    return new Playbook(
        id,
        "1.0.0",
        id,
        "",
        "stable",
        1,
        issues.stream().map(issue -> new Playbook.Handles(issue, List.of("service"))).toList(),
        List.of(),
        java.util.Arrays.stream(actions)
            .map(
                action ->
                    new Playbook.Step(
                        action.replace('.', '-'), action, null, null, 0, "automatic", null))
            .toList(),
        new Playbook.Verify("healthy", Duration.ofMillis(50), Duration.ofSeconds(10)),
        "",
        "");
  }

  private List<Problem> alone() {
    return CrossPack.problems(PackSource.all(rules, new java.util.ArrayList<>()));
  }

  private List<Problem> with(Playbook... playbooks) {
    return CrossPack.problems(rules, List.of(playbooks), ACTIONS::effects);
  }

  private static void one(List<Problem> problems, String kind, String... words) {
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(kind);
              assertThat(problem.line()).isPositive();
              assertThat(problem.message()).contains(words);
            });
  }

  @Test
  void twoIssuesThatClaimTheSameEvidenceForDifferentPlaybooksAreTold() throws Exception {
    pack("one", evidence("a", on("slow"), of("web-slow", "users", "0.9")));
    pack("two", evidence("b", on("slow"), of("disk-slow", "users", "0.85")));
    one(
        with(
            playbook("restart", List.of("web-slow"), "process.start"),
            playbook("clean", List.of("disk-slow"), "file.reclaim")),
        "conflicting-claims",
        "disk-slow and web-slow claim the same evidence: symptom slow in group users",
        "\"a holds\" (one/one.drl)");
  }

  @Test
  void twoIssuesThatTheSamePlaybookHealsMayClaimTheSameEvidence() throws Exception {
    pack("one", evidence("a", on("slow"), of("web-slow", "users", "0.9")));
    pack("two", evidence("b", on("slow"), of("disk-slow", "users", "0.85")));
    assertThat(with(playbook("restart", List.of("web-slow", "disk-slow"), "process.start")))
        .isEmpty();
  }

  @Test
  void evidenceOfAnotherGroupOrFarLessWeightOrSaidAgainstIsNoConflict() throws Exception {
    pack(
        "one",
        evidence("a", on("slow"), of("web-slow", "users", "0.9")),
        evidence("c", on("hot"), of("web-hot", "users", "0.9")));
    pack(
        "two",
        evidence("b", on("slow"), of("disk-slow", "disk", "0.9")),
        evidence("d", on("slow"), of("disk-full", "users", "0.4")),
        evidence("e", on("hot"), of("disk-hot", "users", "0.9")),
        evidence("f", on("hot"), "against(\"disk-hot\", $c, \"web\", \"0.9\")"));
    assertThat(
            with(
                playbook("restart", List.of("web-slow", "web-hot"), "process.start"),
                playbook("clean", List.of("disk-slow", "disk-full", "disk-hot"), "file.reclaim")))
        .isEmpty();
  }

  @Test
  void aPlaybookThatLeavesWhatSetsItOffIsTold() throws Exception {
    pack(
        "one",
        symptom("a", REFUSED, "refused"),
        evidence("b", on("refused"), of("web-refused", "users", "0.9")));
    one(
        with(playbook("stop", List.of("web-refused"), "process.stop")),
        "self-trigger",
        "web-refused is healed by stop, which leaves EndpointState(status == EndpointState.Status.REFUSED)");
    assertThat(with(playbook("restart", List.of("web-refused"), "process.stop", "process.start")))
        .isEmpty();
  }

  @Test
  void playbooksThatCauseEachOthersIssuesAreToldOnce() throws Exception {
    pack(
        "one",
        symptom("a", REFUSED, "refused"),
        evidence("b", on("refused"), of("web-refused", "users", "0.9")));
    pack(
        "two",
        symptom("c", "ProcessState(status == ProcessState.Status.RUNNING, $c: component)", "runs"),
        evidence("d", on("runs"), of("web-runs", "users", "0.9")));
    one(
        with(
            playbook("start", List.of("web-refused"), "process.start"),
            playbook("stop", List.of("web-runs"), "process.stop")),
        "self-trigger",
        "web-refused is healed by start",
        "web-runs is healed by stop");
  }

  @Test
  void whatAPlaybookLeavesIsNotEnoughWhereARuleAsksForMore() throws Exception {
    pack(
        "one",
        symptom(
            "a",
            REFUSED + "\n  exists Sample(metric == \"process.rss\", component == $c, value > 1)",
            "refused"),
        evidence("b", on("refused"), of("web-refused", "users", "0.9")));
    assertThat(with(playbook("stop", List.of("web-refused"), "process.stop"))).isEmpty();
  }

  @Test
  void evidenceStraightFromWhatAPlaybookLeavesSetsItOffToo() throws Exception {
    pack("one", evidence("a", REFUSED, of("web-refused", "users", "0.9")));
    one(
        with(playbook("stop", List.of("web-refused"), "process.stop")),
        "self-trigger",
        "web-refused is healed by stop");
  }

  @Test
  void whatInhibitsTheDiagnosisOrSpeaksAgainstItKeepsAPlaybookFromGoingRound() throws Exception {
    pack(
        "one",
        symptom("a", REFUSED, "refused"),
        evidence("b", on("refused"), of("web-refused", "users", "0.9")));
    pack(
        "two",
        rule(
            "c",
            "symptom",
            "ProcessState(status == ProcessState.Status.ENDED, $c: component)",
            "new Inhibition($c, \"it was stopped\")"));
    assertThat(with(playbook("stop", List.of("web-refused"), "process.stop"))).isEmpty();
  }

  @Test
  void aRuleThatAnotherCoversIsTold() throws Exception {
    pack(
        "one",
        symptom("a", "Sample(metric == \"cpu\", $c: component, value > 0.9)", "busy"),
        evidence("b", on("busy"), of("web-busy", "users", "0.9")));
    pack(
        "two",
        symptom("c", "Sample(metric == \"cpu\", $c: component, value >= 0.5)", "busy"),
        evidence("d", on("hot"), of("web-busy", "users", "0.9")));
    one(alone(), "shadowed-rule", "rule \"a holds\" adds nothing", "\"c holds\" (two/two.drl)");
    assertThat(alone()).allMatch(Problem::bearable);
  }

  @Test
  void ofTwoRulesThatSayTheSameTheLaterIsTold() throws Exception {
    pack("one", evidence("a", on("busy"), of("web-busy", "users", "0.9")));
    pack("two", evidence("b", on("busy"), of("web-busy", "users", "0.9")));
    one(alone(), "shadowed-rule", "rule \"b holds\" adds nothing");
  }

  @Test
  void aRuleThatAsksForMoreAndConcludesMoreIsNotCovered() throws Exception {
    String second = "\n  exists Now(at >= $s + %d000)";
    String paused = "ProcessState(status == ProcessState.Status.PAUSED, $c: component, $s: since)";
    pack(
        "one",
        symptom("a", paused + second.formatted(5), "paused"),
        symptom("b", "ProcessState(status == ProcessState.Status.GONE, $c: component)", "paused"),
        evidence("c", on("paused"), of("web-paused", "process", "0.6")),
        evidence(
            "d",
            on("paused") + "\n  not ConfigState(component == $c)",
            of("web-paused", "process", "0.9")));
    assertThat(alone()).isEmpty();
  }

  @Test
  void aLongerWaitIsCoveredByAShorterOne() throws Exception {
    String paused = "ProcessState(status == ProcessState.Status.PAUSED, $c: component, $s: since)";
    pack(
        "one",
        symptom("a", paused + "\n  exists Now(at >= $s + 5000)", "paused"),
        symptom("b", paused + "\n  exists Now(at >= $s + 2000)", "paused"));
    one(alone(), "shadowed-rule", "rule \"a holds\" adds nothing");
  }

  /** The engine's bug of apache/incubator-kie #7115, in facts of ours. */
  private void silenced(String other) throws Exception {
    String gone = "exists ( ProcessState(status == ProcessState.Status.GONE) and ";
    pack(
        "one",
        symptom("a", gone + "not EndpointState() )\n  ComponentInfo($c: component)", "gone"));
    pack("two", symptom("b", other + " )\n  ComponentInfo($c: component)", "broken"));
  }

  private List<String> symptoms(Set<String> without) throws Exception {
    RuleBase base = PackCompiler.compile(rules).without(without);
    try (RuleSession session = new RuleSession(base)) {
      session.run(
          1,
          1_700_000_000_000L,
          List.of(
              new ComponentInfo(
                  "web", "site", "service", "", Severity.LOW, true, "clarity", false, true, false),
              new ProcessState("web", ProcessState.Status.GONE, 1, "test")));
      return session.facts(Symptom.class).stream().map(Symptom::name).toList();
    }
  }

  @Test
  void aRuleThatTheEngineKeepsSilentBesideAnotherPackIsRefused() throws Exception {
    silenced("exists ( ProcessState(status == ProcessState.Status.GONE) and ConfigState()");
    assertThat(symptoms(Set.of("two"))).containsExactly("gone");
    assertThat(symptoms(Set.of())).as("the engine's bug is open").isEmpty();
    one(alone(), "silenced-rule", "\"a holds\" would stay silent", "\"b holds\" (two/two.drl)");
    assertThat(alone()).noneMatch(Problem::bearable);
  }

  @Test
  void aGroupThatBeginsOtherwiseIsNotSilenced() throws Exception {
    silenced("exists ( ProcessState(status == ProcessState.Status.ZOMBIE) and ConfigState()");
    assertThat(symptoms(Set.of())).containsExactly("gone");
    assertThat(alone()).isEmpty();
  }

  @Test
  void nothingIsWrongWithTheShippedPacksAndPlaybooks() throws Exception {
    List<Playbook> shipped =
        PlaybookLoader.load(Path.of("playbooks"), ACTIONS.all().keySet(), ACTIONS::fault);
    assertThat(CrossPack.problems(Path.of("rules"), shipped, ACTIONS::effects)).isEmpty();
  }
}
