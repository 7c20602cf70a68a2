package org.clarityos.heal.audit;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The maker of checkpoints: it covers the records of every chain, each once, in order. It reads the
 * hashes beside the chain's writers and keeps none of them waiting.
 */
public final class Sealer {
  /** So many records a checkpoint at most, so that a verifier holds no more. */
  private static final int MOST = 100_000;

  private final AuditLog log;
  private final AuditKey key;
  private final LongSupplier millis;
  private final Often often;
  private final Map<String, Long> covered = new HashMap<>();
  private long last;

  /**
   * How often a checkpoint is made.
   *
   * @param interval after so long, when there is anything new
   * @param records after so many records of a chain
   */
  public record Often(Duration interval, int records) {}

  /** A maker that signs with a key; the first interval begins now. */
  public Sealer(AuditLog log, AuditKey key, LongSupplier millis, Often often) {
    this.log = log;
    this.key = key;
    this.millis = millis;
    this.often = often;
    this.last = millis.getAsLong();
  }

  /** Makes the checkpoints that are due. */
  public synchronized List<Checkpoint> look() throws IOException {
    boolean due = millis.getAsLong() - last >= often.interval().toMillis();
    return seal(due ? 1 : often.records());
  }

  /** Covers all that is not covered yet. */
  public synchronized List<Checkpoint> seal() throws IOException {
    return seal(1);
  }

  private List<Checkpoint> seal(long least) throws IOException {
    if (least == 1) {
      last = millis.getAsLong();
    }
    List<Checkpoint> made = new ArrayList<>();
    for (String chain : log.chains()) {
      while (open(chain) >= least && !onlyItsOwn(chain)) {
        made.add(cover(chain));
      }
    }
    return made;
  }

  private long open(String chain) {
    return log.last(chain) - covered(chain);
  }

  /** A checkpoint of nothing but the one before would be made for ever. */
  private boolean onlyItsOwn(String chain) {
    return open(chain) == 1
        && log.newest(chain, Checkpoint.KIND).filter(r -> r.seq() == log.last(chain)).isPresent();
  }

  private long covered(String chain) {
    return covered.computeIfAbsent(
        chain,
        c -> log.newest(c, Checkpoint.KIND).flatMap(Checkpoint::in).map(Checkpoint::to).orElse(0L));
  }

  private Checkpoint cover(String chain) throws IOException {
    long from = covered(chain) + 1;
    try {
      Checkpoint checkpoint = Checkpoint.of(chain, from, log.hashes(chain, from, MOST), key);
      log.commit(chain, handle -> {}, () -> List.of(checkpoint.draft(millis.getAsLong())));
      covered.put(chain, checkpoint.to());
      return checkpoint;
    } catch (GeneralSecurityException e) {
      throw new IOException("the audit log's key cannot sign: " + e.getMessage(), e);
    }
  }
}
