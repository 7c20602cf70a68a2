package org.clarityos.heal.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.playbook.Playbook;

/**
 * The binder of playbooks: what each would mean on each component, and the plan for one decision.
 */
public final class Binder {
  private static final int SHOWN = 8;
  private final Function<String, Safety> safety;
  private final ToIntFunction<String> version;

  /**
   * A binder of playbooks.
   *
   * @param safety the safety class of every action
   * @param version the version of what every action does
   */
  public Binder(Function<String, Safety> safety, ToIntFunction<String> version) {
    this.safety = safety;
    this.version = version;
  }

  /**
   * What playbooks may be offered on.
   *
   * @param component the component's full id
   * @param kind its kind
   * @param has whether it has what a playbook needs
   * @param mode how far the program may go there with a known issue
   */
  public record Target(
      String component, String kind, Predicate<String> has, Function<String, Mode> mode) {}

  /** An offer for every component, handled issue and playbook whose needs the inventory meets. */
  public List<Offer> offers(Inventory inventory, List<Playbook> playbooks) {
    List<Offer> offers = new ArrayList<>();
    for (Component component : inventory.components()) {
      Target target =
          new Target(
              inventory.id(component),
              component.kind(),
              need -> meets(component, need),
              issue -> inventory.mode(component, issue));
      offers.addAll(offers(target, playbooks));
    }
    return offers;
  }

  /** An offer for every handled issue and playbook whose needs one target meets. */
  public List<Offer> offers(Target target, List<Playbook> playbooks) {
    List<Offer> offers = new ArrayList<>();
    for (Playbook playbook : playbooks) {
      for (Playbook.Handles handled : playbook.handles()) {
        if (handled.kinds().contains(target.kind())
            && playbook.needs().stream().allMatch(target.has())) {
          offers.add(offer(target, playbook, handled.knownIssue()));
        }
      }
    }
    return offers;
  }

  private Offer offer(Target target, Playbook playbook, String knownIssue) {
    Safety worst =
        playbook.steps().stream()
            .map(step -> safety.apply(step.action()))
            .reduce(Safety.READ_ONLY, (a, b) -> a.compareTo(b) > 0 ? a : b);
    boolean safeSubset =
        safeSubset(playbook).stream()
            .anyMatch(step -> safety.apply(step.action()) == Safety.REVERSIBLE);
    return new Offer(
        target.component(),
        knownIssue,
        playbook.id(),
        version(playbook),
        target.kind(),
        worst,
        true,
        safeSubset,
        playbook.order(),
        target.mode().apply(knownIssue));
  }

  /** What a track record is of: the playbook's version and bytes, and what its actions do since their first version. */
  private String version(Playbook playbook) {
    String own = playbook.version() + "+" + playbook.hash().substring(0, SHOWN);
    String later =
        playbook.steps().stream()
            .map(Playbook.Step::action)
            .filter(action -> version.applyAsInt(action) > 1)
            .map(action -> action + "@" + version.applyAsInt(action))
            .distinct()
            .sorted()
            .collect(Collectors.joining(","));
    return later.isEmpty() ? own : own + "." + Ids.of(later).substring(0, SHOWN);
  }

  private static boolean meets(Component component, String need) {
    return switch (need) {
      case "start" -> component.process().filter(p -> !p.start().isEmpty()).isPresent();
      case "reload" -> component.process().filter(p -> !p.reload().isEmpty()).isPresent();
      case "no-reload" -> component.process().filter(p -> p.reload().isEmpty()).isPresent();
      case "pidFile" -> component.process().flatMap(Component.ProcessSpec::pidFile).isPresent();
      case "configuration" -> !component.configuration().isEmpty();
      case "probes" -> !component.probes().isEmpty();
      case "listens" -> !component.listens().isEmpty();
      case "reclaim" -> !component.reclaim().isEmpty();
      case "data" -> !component.data().isEmpty();
      case "mount" -> component.mount().isPresent();
      default -> false;
    };
  }

  /**
   * The steps before the first one that is not safe: what comes later relies on it (data are only
   * reset while the process is stopped).
   */
  private List<Playbook.Step> safeSubset(Playbook playbook) {
    return playbook.steps().stream()
        .takeWhile(step -> safety.apply(step.action()).compareTo(Safety.REVERSIBLE) <= 0)
        .toList();
  }

  /** The plan for a decision whose playbook is not there any more: one of no steps, which ends at once and is told. */
  public static RecoveryPlan without(Decision decision, String knownIssue) {
    return new RecoveryPlan(
        decision.component(),
        decision.incident(),
        decision.attempt(),
        knownIssue,
        decision.playbook(),
        "",
        List.of(),
        List.of(),
        new Playbook.Verify("healthy", Duration.ZERO, Duration.ZERO),
        decision.at());
  }

  /** The plan for a decision that acts. */
  public RecoveryPlan bind(Playbook playbook, Decision decision, String knownIssue) {
    boolean whole = decision.verdict() == Decision.Verdict.ACT;
    List<Playbook.Step> steps = whole ? playbook.steps() : safeSubset(playbook);
    List<String> pending =
        playbook.steps().stream().skip(steps.size()).map(Playbook.Step::id).toList();
    return new RecoveryPlan(
        decision.component(),
        decision.incident(),
        decision.attempt(),
        knownIssue,
        playbook.id(),
        version(playbook),
        steps,
        pending,
        playbook.verify(),
        decision.at());
  }
}
