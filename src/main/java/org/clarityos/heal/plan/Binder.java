package org.clarityos.heal.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.inventory.Inventory;
import org.clarityos.heal.playbook.Playbook;

/**
 * The binder of playbooks: what each would mean on each component, and the plan for one decision.
 */
public final class Binder {
  private final Function<String, Safety> safety;

  /** A binder that knows the safety class of every action. */
  public Binder(Function<String, Safety> safety) {
    this.safety = safety;
  }

  /** An offer for every component, handled issue and playbook whose needs the inventory meets. */
  public List<Offer> offers(Inventory inventory, List<Playbook> playbooks) {
    List<Offer> offers = new ArrayList<>();
    for (Component component : inventory.components()) {
      for (Playbook playbook : playbooks) {
        for (Playbook.Handles handled : playbook.handles()) {
          if (handled.kinds().contains(component.kind()) && meets(component, playbook)) {
            offers.add(offer(inventory, component, playbook, handled.knownIssue()));
          }
        }
      }
    }
    return offers;
  }

  private Offer offer(
      Inventory inventory, Component component, Playbook playbook, String knownIssue) {
    Safety worst =
        playbook.steps().stream()
            .map(step -> safety.apply(step.action()))
            .reduce(Safety.READ_ONLY, (a, b) -> a.compareTo(b) > 0 ? a : b);
    boolean safeSubset =
        worst != Safety.READ_ONLY
            && playbook.steps().stream()
                .anyMatch(step -> safety.apply(step.action()) == Safety.REVERSIBLE);
    return new Offer(
        inventory.id(component),
        knownIssue,
        playbook.id(),
        version(playbook),
        component.kind(),
        worst,
        true,
        safeSubset,
        playbook.order(),
        inventory.mode(component, knownIssue));
  }

  private static String version(Playbook playbook) {
    return playbook.version() + "+" + playbook.hash().substring(0, 8);
  }

  private static boolean meets(Component component, Playbook playbook) {
    return playbook.needs().stream().allMatch(need -> meets(component, need));
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

  /** The plan for a decision that acts. */
  public RecoveryPlan bind(Playbook playbook, Decision decision, String knownIssue) {
    List<Playbook.Step> steps = new ArrayList<>();
    List<String> pending = new ArrayList<>();
    for (Playbook.Step step : playbook.steps()) {
      boolean safe = safety.apply(step.action()).compareTo(Safety.REVERSIBLE) <= 0;
      if (safe || decision.verdict() == Decision.Verdict.ACT) {
        steps.add(step);
      } else {
        pending.add(step.id());
      }
    }
    return new RecoveryPlan(
        decision.component(),
        decision.incident(),
        decision.attempt(),
        knownIssue,
        playbook.id(),
        version(playbook),
        steps,
        pending,
        playbook.verify());
  }
}
