package org.clarityos.heal.rulepack;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A case of a known issue: facts at times, and what must and must not be concluded of them.
 *
 * @param name the case in a sentence
 * @param kind what the case shows
 * @param on the component it is about; {@code service:web} when not said
 * @param given the facts, in order of time
 * @param then what must be concluded, in order of time
 */
public record Case(String name, Kind kind, String on, List<Given> given, List<Expected> then) {
  /** Fills in what an author may leave out. */
  public Case {
    on = on == null ? "service:web" : on;
    given = given == null ? List.of() : List.copyOf(given);
    then = then == null ? List.of() : List.copyOf(then);
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
   * @param fields the fact's fields; component, times and source have defaults
   */
  public record Given(
      Duration at,
      String fact,
      Duration every,
      Duration until,
      @JsonAnySetter Map<String, JsonNode> fields) {
    /** Fills in what an author may leave out. */
    public Given {
      at = at == null ? Duration.ZERO : at;
      every = every == null ? Duration.ZERO : every;
      until = until == null ? at : until;
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
   * @param not known issues that are not diagnosed and symptoms that do not hold; a name that is both means the known issue
   * @param inhibited whether the component is inhibited
   */
  public record Expected(
      Duration at,
      String on,
      List<String> symptoms,
      Map<String, List<BigDecimal>> diagnoses,
      Map<String, List<BigDecimal>> hypotheses,
      List<String> not,
      boolean inhibited) {
    /** Fills in what an author may leave out. */
    public Expected {
      at = at == null ? Duration.ZERO : at;
      on = on == null ? "" : on;
      symptoms = symptoms == null ? List.of() : List.copyOf(symptoms);
      diagnoses = diagnoses == null ? Map.of() : Map.copyOf(diagnoses);
      hypotheses = hypotheses == null ? Map.of() : Map.copyOf(hypotheses);
      not = not == null ? List.of() : List.copyOf(not);
    }
  }
}
