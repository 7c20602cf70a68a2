package org.clarityos.heal.diagnose;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.journal.JournalBatch;
import org.clarityos.heal.journal.JournalStore;

/**
 * Keeps what is live after every so many entries, on a thread of its own, so that a restart reads no more of the journal
 * than that. One that fails is told, and the next one makes up for it.
 */
final class Checkpoints implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("clarity.checkpoints");

  /** A restart reads so many entries in a second or two. */
  private static final long ENTRIES = 50_000;

  private static final long CLOSING_SECONDS = 10;

  private final int shard;
  private final JournalStore journal;
  private final AtomicBoolean writing = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread daemon = new Thread(work, "checkpoints");
            daemon.setDaemon(true);
            return daemon;
          });
  private long last;

  Checkpoints(int shard, JournalStore journal) {
    this.shard = shard;
    this.journal = journal;
  }

  /** Takes note of a batch that was committed; what is live has taken it. */
  void after(JournalBatch batch, LiveInputs live) {
    if (batch.kind() == JournalBatch.Kind.REBUILD) {
      last = batch.last();
    }
    if (batch.last() - last >= ENTRIES && writing.compareAndSet(false, true)) {
      last = batch.last();
      List<Fact> facts = live.facts();
      thread.execute(() -> write(batch, facts));
    }
  }

  private void write(JournalBatch batch, List<Fact> facts) {
    try {
      journal.checkpoint(shard, batch.last(), batch.at(), facts);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a checkpoint of the journal failed", e);
    } finally {
      writing.set(false);
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
      thread.shutdownNow();
    }
  }
}
