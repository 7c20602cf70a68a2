package org.clarityos.heal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.playbook.PlaybookLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinderTest {
  private static final Actions ACTIONS = Actions.shipped();

  @TempDir Path folder;
  private final Binder binder = new Binder(ACTIONS::safety, ACTIONS::version);
  private List<Playbook> playbooks = List.of();
  private List<Offer> offers = List.of();

  @BeforeEach
  void load() throws Exception {
    playbooks = PlaybookLoader.load(Path.of("playbooks"), ACTIONS.all().keySet(), ACTIONS::fault);
    Patient patient = new Patient(folder);
    offers = binder.offers(Patient.site(patient.component(List.of())), playbooks);
  }

  private Playbook playbook(String id) {
    return playbooks.stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow();
  }

  private RecoveryPlan bind(String id, Decision.Verdict verdict) {
    Decision decision =
        new Decision(Patient.ID, "incident", 1, verdict, id, BigDecimal.ONE, "test", 0);
    return binder.bind(playbook(id), decision, "issue");
  }

  @Test
  void a_component_is_offered_what_its_declarations_allow_and_nothing_else() {
    assertThat(offers)
        .extracting(Offer::playbook)
        .contains("start-process", "roll-back-configuration", "unknown-3-reset")
        .doesNotContain(
            "free-port-and-start", "roll-back-configuration-and-restart", "reclaim-disk-space");
    assertThat(offers).allMatch(offer -> offer.mode() == Mode.ACT);
  }

  @Test
  void an_offer_is_as_unsafe_as_its_worst_step() {
    assertThat(offers)
        .filteredOn(offer -> offer.playbook().equals("restart-process"))
        .allMatch(offer -> offer.safety() == Safety.RESTART);
    assertThat(offers)
        .filteredOn(offer -> offer.playbook().equals("roll-back-configuration"))
        .allMatch(offer -> offer.safety() == Safety.REVERSIBLE);
  }

  @Test
  void a_safe_subset_ends_before_the_first_step_that_is_not_safe() {
    RecoveryPlan plan = bind("restore-configuration-and-start", Decision.Verdict.ACT_SAFE_SUBSET);

    assertThat(plan.steps())
        .extracting(Playbook.Step::id)
        .containsExactly("restore", "validate", "save-data");
    assertThat(plan.pending()).containsExactly("stop", "start");
  }

  @Test
  void data_are_never_reset_in_a_safe_subset_that_leaves_the_process_running() {
    assertThat(bind("unknown-3-reset", Decision.Verdict.ACT_SAFE_SUBSET).steps()).isEmpty();
    assertThat(offers)
        .filteredOn(offer -> offer.playbook().equals("unknown-3-reset"))
        .isNotEmpty()
        .noneMatch(Offer::safeSubset);
  }

  @Test
  void a_whole_plan_has_all_steps_and_the_playbooks_version() {
    RecoveryPlan plan = bind("unknown-3-reset", Decision.Verdict.ACT);

    assertThat(plan.steps()).hasSize(3);
    assertThat(plan.pending()).isEmpty();
    assertThat(plan.version())
        .isEqualTo("1.0.0+" + playbook("unknown-3-reset").hash().substring(0, 8));
  }

  @Test
  void every_issue_that_a_playbook_handles_is_known_to_a_rule() throws Exception {
    String rules;
    try (Stream<Path> files = Files.walk(Path.of("rules"))) {
      rules = files.map(Path::toString).collect(Collectors.joining("\n"));
    }

    assertThat(playbooks)
        .flatExtracting(Playbook::handles)
        .allMatch(handled -> rules.contains("/" + handled.knownIssue() + ".drl"));
  }

  @Test
  void what_an_action_does_anew_makes_another_version_of_the_playbooks_that_use_it_alone()
      throws Exception {
    Binder later = new Binder(ACTIONS::safety, action -> action.equals("process.start") ? 2 : 1);
    List<Offer> after =
        later.offers(Patient.site(new Patient(folder).component(List.of())), playbooks);
    for (int i = 0; i < offers.size(); i++) {
      String id = offers.get(i).playbook();
      boolean uses =
          playbooks.stream()
              .filter(playbook -> playbook.id().equals(id))
              .flatMap(playbook -> playbook.steps().stream())
              .anyMatch(step -> step.action().equals("process.start"));
      assertThat(after.get(i).version().equals(offers.get(i).version())).as(id).isNotEqualTo(uses);
    }
  }
}
