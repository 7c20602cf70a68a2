package org.clarityos.heal.journal;

import java.util.List;
import org.clarityos.heal.fact.Fact;

/**
 * One batch of the journal with its boundary: what entered a session between two firings.
 *
 * @param shard the shard it belongs to
 * @param first the sequence number of its first entry
 * @param last the sequence number of its last entry; a batch without entries (a tick) takes one
 *     number
 * @param at the session's time, in milliseconds since the epoch
 * @param kind what it does to the session
 * @param base the hash of the rule base that it was given to
 * @param entries what entered, in order
 */
public record JournalBatch(
    int shard, long first, long last, long at, Kind kind, String base, List<Fact> entries) {
  /** What a batch does to its session. */
  public enum Kind {
    /** It enters the running session. */
    INPUT,
    /** It starts a new session, with all live inputs. */
    REBUILD,
    /** It starts a second session, in shadow, from what is live; nothing enters the running one. */
    SHADOW,
    /** The session in shadow takes over, with what the running one had committed. */
    ACTIVATE,
    /** The session in shadow ends. */
    DISMISS
  }

  /** Whether it enters a session whose firings are recorded; else it only says what becomes of sessions. */
  public boolean fires() {
    return kind != Kind.SHADOW && kind != Kind.DISMISS;
  }
}
