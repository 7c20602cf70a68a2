package org.clarityos.heal.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.journal.JournalBatch;

/**
 * A recording run through two sets of packs beside each other, on a virtual clock, with what they
 * made different of it.
 */
public final class Backtest implements AutoCloseable {
  private static final int PAGE = 500;
  private static final long PAGE_SECONDS = 120;

  private final Recording recording;
  private final Run a;
  private final Run b;

  /** A run on a thread of its own, so that both share the work and one that hangs is noticed. */
  private static final class Run implements AutoCloseable {
    private final String name;
    private final Rerun rerun;
    private final ExecutorService thread;
    private volatile long batch;

    Run(String name, RuleBase packs) {
      this.name = name;
      this.rerun = new Rerun(packs);
      this.thread =
          Executors.newSingleThreadExecutor(
              work -> {
                Thread daemon = new Thread(work, "backtest-" + name);
                daemon.setDaemon(true);
                return daemon;
              });
    }

    Future<List<Rerun.Step>> start(List<JournalBatch> page) {
      return thread.submit(
          () -> {
            List<Rerun.Step> steps = new ArrayList<>(page.size());
            for (JournalBatch next : page) {
              batch = next.last();
              steps.add(rerun.run(next));
            }
            return steps;
          });
    }

    List<Rerun.Step> await(Future<List<Rerun.Step>> steps)
        throws PacksFailed, InterruptedException {
      try {
        return steps.get(PAGE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new PacksFailed(
            "the packs of " + name + " fail on batch " + batch + ": " + e.getCause(), e);
      } catch (TimeoutException e) {
        throw new PacksFailed("the packs of " + name + " do not return from batch " + batch, e);
      }
    }

    @Override
    public void close() {
      thread.execute(rerun::close);
      thread.shutdown();
    }
  }

  private Backtest(Recording recording, RuleBase a, RuleBase b) {
    this.recording = recording;
    this.a = new Run("A", a);
    this.b = new Run("B", b);
  }

  /**
   * Runs a recording through two sets of packs.
   *
   * @throws RecordingInvalid when the recording is damaged
   * @throws PacksFailed when rules throw, or do not return
   */
  public static Report run(Recording recording, RuleBase a, RuleBase b)
      throws RecordingInvalid, PacksFailed, InterruptedException {
    try (Backtest backtest = new Backtest(recording, a, b)) {
      return backtest.run();
    }
  }

  private Report run() throws RecordingInvalid, PacksFailed, InterruptedException {
    Comparison comparison = new Comparison();
    long batches = 0;
    List<JournalBatch> page = page();
    while (!page.isEmpty()) {
      Future<List<Rerun.Step>> byA = a.start(page);
      Future<List<Rerun.Step>> byB = b.start(page);
      // The next page is read while this one is run.
      List<JournalBatch> next = page();
      List<Rerun.Step> stepsA = a.await(byA);
      List<Rerun.Step> stepsB = b.await(byB);
      for (int i = 0; i < page.size(); i++) {
        comparison.take(stepsA.get(i), stepsB.get(i));
      }
      batches += page.size();
      page = next;
    }
    return comparison.end(recording.header(), batches);
  }

  private List<JournalBatch> page() throws RecordingInvalid {
    List<JournalBatch> page = new ArrayList<>(PAGE);
    while (page.size() < PAGE) {
      Optional<JournalBatch> next = recording.next();
      if (next.isEmpty()) {
        break;
      }
      page.add(next.get());
    }
    return page;
  }

  @Override
  public void close() {
    a.close();
    b.close();
  }
}
