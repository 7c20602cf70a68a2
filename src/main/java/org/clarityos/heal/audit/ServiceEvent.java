package org.clarityos.heal.audit;

import java.util.List;
import java.util.Locale;

/** What becomes of the service itself, and what people do with it: the body of a record of the chain {@code service}. */
public sealed interface ServiceEvent {
  /** The kind of its record. */
  String kind();

  /** The component it is about; empty for the service. */
  default String component() {
    return "";
  }

  /** The incident it is about; empty for none. */
  default String incident() {
    return "";
  }

  /**
   * The service started. What it names holds for every record until the next one of this kind or of kind {@code reload}.
   *
   * @param program the program's version
   * @param configuration the hash of the settings, the inventory and the playbooks
   * @param packs the hash of the rule packs
   * @param uid the user id that it runs as
   * @param clock the state of the clock
   */
  record Started(String program, String configuration, String packs, long uid, ClockState clock)
      implements ServiceEvent {
    @Override
    public String kind() {
      return "start";
    }
  }

  /**
   * The state of the clock that records take their time from.
   *
   * @param source what the kernel counts with
   * @param synchronised {@code yes}, {@code no}, or {@code unknown} when nothing on the host tells
   * @param aheadMillis how far the service's time is ahead of the host's clock, which was set back then
   */
  record ClockState(String source, String synchronised, long aheadMillis) {}

  /** The service stopped as it was told to; a start without one before it followed a crash. */
  record Stopped(String program) implements ServiceEvent {
    @Override
    public String kind() {
      return "stop";
    }
  }

  /**
   * A time that was not observed.
   *
   * @param source what did not see
   * @param from the last time it saw, in milliseconds since the epoch
   * @param to when it saw again
   * @param reason why, in a sentence
   */
  record Gap(String source, long from, long to, String reason) implements ServiceEvent {
    @Override
    public String kind() {
      return "gap";
    }
  }

  /**
   * Rule packs and playbooks were loaded again.
   *
   * @param configuration the hash of the settings, the inventory and the playbooks
   * @param packs the hash of the rule packs
   */
  record Reloaded(String configuration, String packs) implements ServiceEvent {
    @Override
    public String kind() {
      return "reload";
    }
  }

  /** What was saved may not be loaded, and what ran goes on. */
  record ReloadRefused(String reason) implements ServiceEvent {
    @Override
    public String kind() {
      return "reload-refused";
    }
  }

  /**
   * Somebody read a file that an execution kept.
   *
   * @param component the component that the execution acted on
   * @param incident the incident that it acted for
   * @param file the plan's id and the file's name
   * @param hash the SHA-256 of what was read, in hex
   * @param by who read it
   */
  record EvidenceRead(String component, String incident, String file, String hash, String by)
      implements ServiceEvent {
    @Override
    public String kind() {
      return "evidence-read";
    }
  }

  /**
   * An answer of a known person to an ASK was not taken.
   *
   * @param component the component it was about
   * @param incident the incident it was about; empty when there is no such
   * @param reason why
   * @param by who answered
   */
  record AnswerRefused(String component, String incident, String reason, String by)
      implements ServiceEvent {
    @Override
    public String kind() {
      return "answer-refused";
    }
  }

  /**
   * Somebody showed their token: for the first time, or for the first time in an hour.
   *
   * @param by who
   * @param role what they may do
   * @param door what they came for
   * @param from the address that they came from
   */
  record LoggedIn(String by, String role, String door, String from) implements ServiceEvent {
    @Override
    public String kind() {
      return "log-in";
    }
  }

  /**
   * Tokens were shown that belong to nobody, or none at all. What was shown is told nowhere.
   *
   * @param door what for
   * @param count how often
   * @param since the first time that is counted here, in milliseconds since the epoch
   * @param from the addresses that they came from, the first ten of them
   */
  record LogInRefused(String door, long count, long since, List<String> from)
      implements ServiceEvent {
    @Override
    public String kind() {
      return "log-in-refused";
    }
  }

  /**
   * Who may come has changed.
   *
   * @param by the user that the file belongs to: who wrote it
   * @param hash the SHA-256 of the file, in hex; empty when there is none any more
   * @param people everybody who may come now
   */
  record PeopleChanged(String by, String hash, List<Known> people) implements ServiceEvent {
    @Override
    public String kind() {
      return "people";
    }
  }

  /**
   * Somebody who may come.
   *
   * @param name who
   * @param role what they may do
   * @param print a fingerprint of their token: with another token it is another one
   */
  record Known(String name, String role, String print) {}

  /** Somebody read the whole audit log, in a format. */
  record Exported(String format, String by) implements ServiceEvent {
    @Override
    public String kind() {
      return "export";
    }
  }

  /**
   * A step in the life of a rule pack.
   *
   * @param step which
   * @param pack the pack: its name, or {@code name@version} where that is known
   * @param hash the hash of its rules; empty where it is not known
   * @param by who asked for it; {@code clarity} for the program
   * @param reason why
   */
  record PackChange(Step step, String pack, String hash, String by, String reason)
      implements ServiceEvent {
    /** What can become of a pack. */
    public enum Step {
      /** It was submitted. */
      ASKED,
      /** It did not pass its check, or could not take over. */
      REFUSED,
      /** It runs in shadow. */
      SHADOW,
      /** It took over. */
      PROMOTED,
      /** The packs before it took over again. */
      REVERTED,
      /** Its run in shadow was ended. */
      DISMISSED
    }

    @Override
    public String kind() {
      return "pack-" + step.name().toLowerCase(Locale.ROOT);
    }
  }
}
