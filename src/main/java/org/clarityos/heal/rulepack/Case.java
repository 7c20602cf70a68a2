package org.clarityos.heal.rulepack;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.clarityos.heal.fact.Decision;
import org.clarityos.heal.fact.Mode;
import org.jspecify.annotations.Nullable;

/**
 * A case of a known issue: facts at times, or a recording, and what must and must not be concluded
 * of them.
 *
 * @param name the case in a sentence
 * @param kind what the case shows
 * @param on the component it is about; {@code service:web} when not said
 * @param plans what the decision rules are given; nothing is offered when not said
 * @param recording what {@code clarity record} wrote, instead of facts; its path from this file
 * @param given the facts, in order of time
 * @param then what must be concluded, in order of time
 */
public record Case(
    String name,
    Kind kind,
    String on,
    @Nullable Plans plans,
    @Nullable Path recording,
    List<Given> given,
    List<Expected> then) {
  /** Fills in what an author may leave out. */
  public Case {
    on = on == null ? "service:web" : on;
    given = given == null ? List.of() : List.copyOf(given);
    then = then == null ? List.of() : List.copyOf(then);
  }

  /**
   * What the decision rules are given: every playbook of the home that handles something on a
   * component of the case is offered there, as on one that has whatever a playbook needs.
   *
   * @param mode how far the program may go; {@code act} when not said
   * @param plansPerHour the site's budget; 60 when not said
   * @param trackRecords how often each playbook has helped and how often not; one that is not named has no record
   */
  public record Plans(Mode mode, int plansPerHour, Map<String, List<Integer>> trackRecords) {
    private static final int PLANS_PER_HOUR = 60;

    /** Fills in what an author may leave out. */
    public Plans {
      mode = mode == null ? Mode.ACT : mode;
      plansPerHour = plansPerHour == 0 ? PLANS_PER_HOUR : plansPerHour;
      trackRecords = trackRecords == null ? Map.of() : Map.copyOf(trackRecords);
    }
  }

  /** What a case shows. */
  public enum Kind {
    /** The known issue is diagnosed. */
    FIRES,
    /** Something that looks like it is not diagnosed as it. */
    NEAR_MISS,
    /** The diagnosis withdraws itself when its evidence has gone. */
    RESOLVES
  }

  /**
   * A fact at a time, or a series of equal ones.
   *
   * @param at when, from the start of the case
   * @param fact the fact's type
   * @param every the interval of a series; zero for a single fact
   * @param until the end of a series
   * @param ramp the first and the last value of a series of samples, which lie on a straight line
   * @param fields the fact's fields; component, times and source have defaults
   */
  public record Given(
      Duration at,
      String fact,
      Duration every,
      Duration until,
      List<Double> ramp,
      @JsonAnySetter Map<String, JsonNode> fields) {
    /** Fills in what an author may leave out. */
    public Given {
      at = at == null ? Duration.ZERO : at;
      every = every == null ? Duration.ZERO : every;
      until = until == null ? at : until;
      ramp = ramp == null ? List.of() : List.copyOf(ramp);
      fields = fields == null ? Map.of() : Map.copyOf(fields);
    }
  }

  /**
   * What holds at a time.
   *
   * @param at when, from the start of the case
   * @param on the component; the case's when not said
   * @param symptoms symptoms that hold
   * @param diagnoses known issues that are diagnosed, with the bounds of their confidence
   * @param hypotheses known issues with some evidence and no diagnosis, with the bounds of their confidence
   * @param decisions what is decided on the component, by known issue
   * @param refusals the guards that refuse a plan on the component, by known issue
   * @param not known issues that are not diagnosed and symptoms that do not hold; a name that is both means the known issue
   * @param notDecided verdicts that are not given on the component, by known issue; none at all for an empty list
   * @param notRefused guards that do not refuse on the component, by known issue; none at all for an empty list
   * @param inhibited whether the component is inhibited
   */
  public record Expected(
      Duration at,
      String on,
      List<String> symptoms,
      Map<String, List<BigDecimal>> diagnoses,
      Map<String, List<BigDecimal>> hypotheses,
      Map<String, Decided> decisions,
      Map<String, List<String>> refusals,
      List<String> not,
      Map<String, List<Decision.Verdict>> notDecided,
      Map<String, List<String>> notRefused,
      boolean inhibited) {
    /** Fills in what an author may leave out. */
    public Expected {
      at = at == null ? Duration.ZERO : at;
      on = on == null ? "" : on;
      symptoms = symptoms == null ? List.of() : List.copyOf(symptoms);
      diagnoses = diagnoses == null ? Map.of() : Map.copyOf(diagnoses);
      hypotheses = hypotheses == null ? Map.of() : Map.copyOf(hypotheses);
      decisions = decisions == null ? Map.of() : Map.copyOf(decisions);
      refusals = refusals == null ? Map.of() : Map.copyOf(refusals);
      not = not == null ? List.of() : List.copyOf(not);
      notDecided = notDecided == null ? Map.of() : Map.copyOf(notDecided);
      notRefused = notRefused == null ? Map.of() : Map.copyOf(notRefused);
    }

    /** The known issues that it names, but for those under {@code not}, which may be symptoms. */
    Set<String> issues() {
      Set<String> issues = new TreeSet<>();
      Stream.of(diagnoses, hypotheses, decisions, refusals, notDecided, notRefused)
          .forEach(named -> issues.addAll(named.keySet()));
      return issues;
    }
  }

  /**
   * What policy makes of the plan for a known issue.
   *
   * @param verdict what is to be done
   * @param playbook the playbook that is chosen; any when not said
   * @param confidence the bounds of the plan's confidence; any when not said
   * @param because words of the decision's reason; any when not said
   */
  public record Decided(
      Decision.Verdict verdict, String playbook, List<BigDecimal> confidence, String because) {
    /** Fills in what an author may leave out. */
    public Decided {
      playbook = playbook == null ? "" : playbook;
      confidence = confidence == null ? List.of() : List.copyOf(confidence);
      because = because == null ? "" : because;
    }
  }
}
