package org.clarityos.heal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.clarityos.heal.audit.AnchorPlace;
import org.clarityos.heal.audit.AnchorQueue;
import org.clarityos.heal.audit.AuditKey;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.Checkpoint;
import org.clarityos.heal.audit.Sealer;

/** The seal of a service's audit log: its key, the checkpoints that are made with it, and the place where they are anchored. */
public final class Seal {
  private static final Sealer.Often OFTEN = new Sealer.Often(Duration.ofMinutes(1), 10_000);

  /** So many are made in more than two days, of three chains. */
  private static final int MOST_WAITING = 10_000;

  private final AuditKey key;
  private final Sealer sealer;
  private final Optional<AnchorQueue> anchors;

  Seal(AuditLog audit, Path data, Optional<AnchorPlace> place, LongSupplier millis)
      throws IOException {
    this.key = AuditKey.in(data);
    this.sealer = new Sealer(audit, key, millis, OFTEN);
    this.anchors = place.map(outside -> new AnchorQueue(outside, millis, MOST_WAITING));
  }

  /** The key that signs checkpoints and exports. */
  public AuditKey key() {
    return key;
  }

  /** Makes the checkpoints that are due. */
  void look() throws IOException {
    take(sealer.look());
  }

  /** Makes the last checkpoints. */
  void seal() throws IOException {
    take(sealer.seal());
  }

  private synchronized void take(List<Checkpoint> made) throws IOException {
    if (anchors.isPresent()) {
      try {
        anchors.get().take(made);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How anchoring does; empty when there is no place for it. */
  public Optional<AnchorQueue.State> anchoring() {
    return anchors.map(AnchorQueue::state);
  }
}
