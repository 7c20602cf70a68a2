package org.clarityos.heal;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.audit.ServiceEvent;
import org.clarityos.heal.diagnose.Shard;
import org.clarityos.heal.execute.DryRun;
import org.clarityos.heal.fact.Approval;
import org.clarityos.heal.fact.Incident;
import org.clarityos.heal.inventory.People;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * The door for answers to what the service asks: from a person of the role, in time, and to a dry
 * run that still says what was shown. Rules decide what becomes of an answer.
 */
public final class Approvals {
  private static final int LONGEST = 1000;

  private final Plans plans;
  private final Shard shard;
  private final LogIns logIns;
  private final Chronicle chronicle;
  private final Clock time;

  Approvals(Plans plans, Shard shard, LogIns logIns, Chronicle chronicle, Clock time) {
    this.plans = plans;
    this.shard = shard;
    this.logIns = logIns;
    this.chronicle = chronicle;
    this.time = time;
  }

  /**
   * What a person says.
   *
   * @param answer what is to be done
   * @param dryRun the hash of the dry run that the person was shown; may be left out of a rejection
   * @param comment why; must be said with a rejection
   */
  public record Said(Approval.Answer answer, String dryRun, String comment) {
    /** Fills in what is not said. */
    public Said {
      dryRun = dryRun == null ? "" : dryRun;
      comment = comment == null ? "" : comment;
    }
  }

  /** Why an answer is not taken. */
  public enum Why {
    /** It does not say what it must. */
    MALFORMED,
    /** Nobody is known by the token. */
    UNKNOWN_PERSON,
    /** The person lacks the role. */
    NO_ROLE,
    /** There is no such incident. */
    NO_INCIDENT,
    /** Nothing is asked, or no longer. */
    NOT_ASKED,
    /** Somebody has answered. */
    ANSWERED,
    /** The plan would do something else than was shown. */
    CHANGED
  }

  /** An answer that is not taken. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final Why why;

    Refused(Why why, String message) {
      super(message);
      this.why = why;
    }

    /** Why, as a program reads it. */
    public Why why() {
      return why;
    }
  }

  /**
   * The answer that is to be journaled; who calls this keeps others out until it is.
   *
   * @param token the token of who answers
   * @param from the address that the answer comes from
   * @throws Refused when it is not taken; on record when it is of a known person
   */
  public Approval take(String incident, Said said, String token, String from)
      throws Refused, YamlInvalid, InterruptedException {
    People.Person person =
        logIns
            .known(token, new LogIns.Came(LogIns.Came.APPROVAL, from))
            .orElseThrow(
                () ->
                    new Refused(
                        Why.UNKNOWN_PERSON,
                        "an answer needs the token of a person: Authorization: Bearer TOKEN; clarity person add NAME --role operator makes one"));
    Optional<Incident> held = plans.incident(incident);
    try {
      return taken(held, said, person);
    } catch (Refused e) {
      String component = held.map(Incident::component).orElse("");
      String known = held.map(Incident::id).orElse("");
      chronicle.tell(
          new ServiceEvent.AnswerRefused(
              component, known, String.valueOf(e.getMessage()), person.name()));
      throw e;
    }
  }

  private Approval taken(Optional<Incident> held, Said said, People.Person person)
      throws Refused, InterruptedException {
    refuseMalformed(said);
    Incident incident =
        held.orElseThrow(() -> new Refused(Why.NO_INCIDENT, "no incident with this id is held"));
    refuseAnswered(incident);
    Plans.Proposal proposal = asked(incident);
    Plans.Asked asked = proposal.asks().orElseThrow();
    if (person.role().compareTo(asked.role()) < 0) {
      throw new Refused(
          Why.NO_ROLE,
          "%s is %s; about %s an answer needs %s"
              .formatted(person.name(), person.role(), incident.component(), asked.role()));
    }
    if (said.answer() != Approval.Answer.REJECT) {
      refuseChanged(said, proposal);
    }
    return new Approval(
        incident.component(),
        incident.id(),
        incident.attempt(),
        said.answer(),
        proposal.dryRun().map(DryRun::playbook).orElse(""),
        proposal.dryRun().map(DryRun::hash).orElse(""),
        person.name(),
        person.role(),
        said.comment(),
        time.millis());
  }

  private static void refuseMalformed(Said said) throws Refused {
    if (said.answer() == null) {
      throw new Refused(
          Why.MALFORMED, "answer must be said: APPROVE, APPROVE_SAFE_SUBSET or REJECT");
    }
    if (said.answer() == Approval.Answer.REJECT && said.comment().isBlank()) {
      throw new Refused(Why.MALFORMED, "a rejection says why, in comment");
    }
    if (said.answer() != Approval.Answer.REJECT && said.dryRun().isBlank()) {
      throw new Refused(
          Why.MALFORMED, "an approval names the hash of the dry run that was shown, in dryRun");
    }
    if (said.comment().length() > LONGEST) {
      throw new Refused(
          Why.MALFORMED,
          "comment has %d letters; it has at most %d".formatted(said.comment().length(), LONGEST));
    }
    if (said.comment().codePoints().anyMatch(Approvals::invisible)) {
      throw new Refused(
          Why.MALFORMED, "comment has control or formatting characters; it is one line of text");
    }
  }

  /** What would make a log or a terminal show something else than was said. */
  private static boolean invisible(int letter) {
    return switch (Character.getType(letter)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private void refuseAnswered(Incident incident) throws Refused {
    for (var state : shard.states()) {
      if (state instanceof Approval before
          && before.incident().equals(incident.id())
          && before.attempt() == incident.attempt()) {
        throw new Refused(
            Why.ANSWERED,
            "%s answered %s at %s"
                .formatted(before.by(), before.answer(), Instant.ofEpochMilli(before.at())));
      }
    }
  }

  private Plans.Proposal asked(Incident incident) throws Refused, InterruptedException {
    Optional<Plans.Proposal> proposal = plans.about(incident.id());
    if (proposal.isEmpty()) {
      throw new Refused(Why.NOT_ASKED, "nothing is asked: the incident is " + incident.status());
    }
    Optional<Plans.Asked> asks = proposal.get().asks();
    if (asks.isEmpty()) {
      throw new Refused(
          Why.NOT_ASKED,
          "nothing is asked: "
              + proposal
                  .get()
                  .decision()
                  .map(d -> "it was decided to " + d.verdict() + ", " + d.reason())
                  .orElse("nothing is decided yet"));
    }
    if (asks.get().until() <= time.millis()) {
      throw new Refused(
          Why.NOT_ASKED,
          "nothing is asked any longer: an answer counted until "
              + Instant.ofEpochMilli(asks.get().until()));
    }
    return proposal.get();
  }

  private void refuseChanged(Said said, Plans.Proposal proposal) throws Refused {
    DryRun now =
        proposal
            .dryRun()
            .orElseThrow(() -> new Refused(Why.CHANGED, "there is no longer a plan to approve"));
    boolean part = said.answer() == Approval.Answer.APPROVE_SAFE_SUBSET;
    if (part && proposal.candidate().filter(c -> c.offer().safeSubset()).isEmpty()) {
      throw new Refused(
          Why.MALFORMED, "no step of " + now.playbook() + " is safe and changes something");
    }
    if (now.hash().equals(said.dryRun())) {
      return;
    }
    List<String> changes =
        plans
            .shown(said.dryRun())
            .map(now::changesSince)
            .orElse(List.of("no dry run " + said.dryRun() + " is remembered; look again"));
    throw new Refused(
        Why.CHANGED,
        "what the plan would do has changed since it was shown; it is dry run %s now: %s"
            .formatted(now.hash(), String.join("; ", changes)));
  }
}
