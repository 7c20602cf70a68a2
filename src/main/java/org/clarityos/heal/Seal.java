package org.clarityos.heal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.clarityos.heal.audit.Anchors;
import org.clarityos.heal.audit.AuditKey;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.Checkpoint;
import org.clarityos.heal.audit.Sealer;

/** The seal of a service's audit log: its key, the checkpoints that are made with it, and the file in which they are anchored. */
public final class Seal {
  private static final Sealer.Often OFTEN = new Sealer.Often(Duration.ofMinutes(1), 10_000);

  private final AuditKey key;
  private final Sealer sealer;
  private final Optional<Path> anchors;
  private final List<Checkpoint> waiting = new ArrayList<>();

  Seal(AuditLog audit, Path data, Optional<Path> anchors, LongSupplier millis) throws IOException {
    this.key = AuditKey.in(data);
    this.sealer = new Sealer(audit, key, millis, OFTEN);
    this.anchors = anchors;
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
      waiting.addAll(made);
      anchor(anchors.get());
    }
  }

  /** What could not be written is tried again with the next. */
  private void anchor(Path file) throws IOException {
    if (!waiting.isEmpty()) {
      Anchors.append(file, waiting);
      waiting.clear();
    }
  }
}
