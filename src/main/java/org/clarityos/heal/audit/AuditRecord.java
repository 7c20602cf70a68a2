package org.clarityos.heal.audit;

import org.clarityos.heal.fact.Ids;

/**
 * One durable record of the audit log.
 *
 * @param chain the hash chain it belongs to: one per shard, one for executions, one for the service
 * @param seq its place in the chain, from 1
 * @param at when, in milliseconds since the epoch
 * @param kind what it tells: {@code firing}, {@code diagnosis}, {@code incident}, {@code decision},
 *     {@code step} …
 * @param component the component it is about, or the empty string
 * @param incident the incident's id, or the empty string
 * @param body the record itself, canonical JSON
 * @param prev the hash of the record before it; 64 zeros for the first
 * @param hash the SHA-256 over all of the above, in hex
 */
public record AuditRecord(
    String chain,
    long seq,
    long at,
    String kind,
    String component,
    String incident,
    String body,
    String prev,
    String hash) {
  /** The {@code prev} of a chain's first record. */
  public static final String START = "0".repeat(64);

  /** What is to be written, before it has a place in a chain. */
  public record Draft(long at, String kind, String component, String incident, String body) {
    /** A line feed parts the fields under the hash: in one of them it would let text move to the next unseen. */
    public Draft {
      component = component.replace('\n', ' ');
      incident = incident.replace('\n', ' ');
    }
  }

  /** A draft at its place in a chain. */
  public static AuditRecord of(String chain, long seq, Draft draft, String prev) {
    AuditRecord open =
        new AuditRecord(
            chain,
            seq,
            draft.at(),
            draft.kind(),
            draft.component(),
            draft.incident(),
            draft.body(),
            prev,
            "");
    return new AuditRecord(
        chain,
        seq,
        draft.at(),
        draft.kind(),
        draft.component(),
        draft.incident(),
        draft.body(),
        prev,
        open.expectedHash());
  }

  /** The hash that this record must have. */
  public String expectedHash() {
    String content =
        String.join(
            "\n",
            prev,
            chain,
            Long.toString(seq),
            Long.toString(at),
            kind,
            component,
            incident,
            body);
    return Ids.sha256(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
