package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.State;
import org.clarityos.heal.learn.TrackRecords;
import org.clarityos.heal.plan.Binder;
import org.clarityos.heal.playbook.Playbook;

/**
 * What a service would declare to the decision rules of a case: offers of playbooks, their track
 * records and the site's budget, made by what makes them in a service.
 */
public final class CaseOffers {
  /** The beginning of a need that says what a component must not have. */
  private static final String WITHOUT = "no-";

  private final Binder binder;
  private final List<Playbook> playbooks;

  /** Offers of some playbooks. */
  public CaseOffers(Binder binder, List<Playbook> playbooks) {
    this.binder = binder;
    this.playbooks = List.copyOf(playbooks);
  }

  /**
   * The states that are declared for some components.
   *
   * @throws IllegalArgumentException when a track record is not one of a playbook that there is
   */
  List<State> of(Case.Plans plans, List<ComponentInfo> components) {
    List<Offer> offers = new ArrayList<>();
    Set<String> sites = new TreeSet<>();
    for (ComponentInfo info : components) {
      sites.add(info.site());
      Binder.Target target =
          new Binder.Target(
              info.component(),
              info.kind(),
              need -> !need.startsWith(WITHOUT),
              issue -> plans.mode());
      offers.addAll(binder.offers(target, playbooks));
    }
    List<State> declared = new ArrayList<>();
    sites.forEach(site -> declared.add(new Budget(site, "", plans.plansPerHour())));
    declared.addAll(offers);
    declared.addAll(new TrackRecords(List.of(), runs(plans, offers)).of(offers));
    return declared;
  }

  private List<TrackRecords.Runs> runs(Case.Plans plans, List<Offer> offers) {
    List<TrackRecords.Runs> runs = new ArrayList<>();
    Set<String> known = playbooks.stream().map(Playbook::id).collect(Collectors.toSet());
    for (Map.Entry<String, List<Integer>> record : plans.trackRecords().entrySet()) {
      String playbook = record.getKey();
      List<Integer> counts = record.getValue();
      if (!known.contains(playbook)) {
        throw new IllegalArgumentException(
            "there is no playbook \"" + playbook + "\"; " + Near.of(playbook, known));
      }
      if (counts.size() != 2) {
        throw new IllegalArgumentException(
            "the track record of " + playbook + " is " + counts + "; it reads [helped, did not]");
      }
      offers.stream()
          .filter(offer -> offer.playbook().equals(playbook))
          .map(Offer::kind)
          .distinct()
          .forEach(
              kind ->
                  runs.add(new TrackRecords.Runs(playbook, kind, counts.get(0), counts.get(1))));
    }
    return runs;
  }
}
