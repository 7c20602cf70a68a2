package org.clarityos.heal.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.host.Health;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.plan.RecoveryPlan;
import org.clarityos.heal.playbook.Playbook;

/** The look at a component after its plan ran, from outside, until it has been well for long enough or will not be. */
final class Verification {
  /** A process that is not there for so long after its start will not come by itself. */
  private static final long STAYS_DOWN_NANOS = 1_500_000_000L;

  /** A process that ends so often while it is verified does not come up. */
  private static final int MOST_ENDS = 3;

  private final PlaybookExecutor.Parts parts;
  private final RecoveryPlan plan;
  private final Component component;
  private final Set<String> related;
  private final Condition before;
  private long end;
  private boolean everWell;
  private long wellSince;
  private long downSince;
  private int ends;

  /**
   * A look at one plan's component.
   *
   * @param related the component and all that needs it
   * @param before how well they were before the plan started
   */
  Verification(
      PlaybookExecutor.Parts parts,
      RecoveryPlan plan,
      Component component,
      Set<String> related,
      Condition before) {
    this.parts = parts;
    this.plan = plan;
    this.component = component;
    this.related = related;
    this.before = before;
  }

  /** Looks until it is decided; empty when the component was well over the stability window, else what it lacks. */
  Optional<String> run() throws InterruptedException {
    end = System.nanoTime() + plan.verify().within().toNanos();
    while (true) {
      long now = System.nanoTime();
      List<String> complaints = complaints();
      if (complaints.isEmpty() && well(now)) {
        return Optional.empty();
      }
      if (!complaints.isEmpty() && hopeless(complaints, now)) {
        return Optional.of(String.join("; ", complaints));
      }
      Thread.sleep(plan.verify().every().toMillis());
    }
  }

  /** What the component lacks, and when that is nothing, what its dependants lost. */
  private List<String> complaints() throws InterruptedException {
    List<String> complaints =
        new ArrayList<>(parts.health().complaints(component, plan.verify().check()));
    if (complaints.isEmpty()) {
      complaints.addAll(worse());
    }
    return complaints;
  }

  /** What is worse with the component or its dependants than before the plan. */
  List<String> worse() throws InterruptedException {
    return Condition.of(parts.inventory(), related, parts.health()).worseThan(before);
  }

  /** Waits, no longer than the plan's verification may take, until nothing is worse; answers what still is. */
  List<String> worseInTheEnd() throws InterruptedException {
    long until = System.nanoTime() + plan.verify().within().toNanos();
    List<String> worse = worse();
    while (!worse.isEmpty() && System.nanoTime() < until) {
      Thread.sleep(plan.verify().every().toMillis());
      worse = worse();
    }
    return worse;
  }

  /** Notes a good look; answers whether it has been well for long enough. */
  private boolean well(long now) {
    if (wellSince == 0) {
      wellSince = now;
      parts.log().noted(plan, "well", "first good look; the stability window begins");
      // Once only: what is well and ill by turns would be looked at for ever.
      if (!everWell) {
        everWell = true;
        end = now + plan.verify().within().toNanos() + 2 * parts.stability().toNanos();
      }
    }
    return now - wellSince >= parts.stability().toNanos();
  }

  /** Notes a bad look; answers whether a good one is still to be hoped for. */
  private boolean hopeless(List<String> complaints, long now) {
    if (wellSince != 0) {
      parts.log().noted(plan, "ill", String.join("; ", complaints));
    }
    wellSince = 0;
    downSince = complaints.contains(Health.NOT_RUNNING) ? (downSince == 0 ? now : downSince) : 0;
    ends += downSince == now ? 1 : 0;
    boolean stays = ends >= MOST_ENDS || (downSince != 0 && now - downSince > staysDown());
    return now > end || stays;
  }

  /** After how long a process that is down stays down: at once when the plan lacks its start and nobody else starts it. */
  private long staysDown() {
    boolean alone = component.policy().managedBy().equals("clarity");
    return !plan.pending().isEmpty() && alone ? 0 : STAYS_DOWN_NANOS;
  }

  /** Whether the illness was gone before anything was done. */
  boolean goneBefore() throws InterruptedException {
    Playbook.Verify verify = plan.verify();
    if (!parts.health().complaints(component, verify.check()).isEmpty()) {
      return false;
    }
    Thread.sleep(100);
    return plan.knownIssue().startsWith("process-")
        && parts.health().complaints(component, verify.check()).isEmpty();
  }
}
