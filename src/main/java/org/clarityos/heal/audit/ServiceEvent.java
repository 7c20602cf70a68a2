package org.clarityos.heal.audit;

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
