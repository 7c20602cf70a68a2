package org.clarityos.heal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.clarityos.heal.rulepack.CaseRunner;
import org.clarityos.heal.rulepack.CaseSuite;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.YamlInvalid;

/** The watch over a home that runs, whenever something is saved, the cases that it may concern. */
final class CaseWatch {
  private static final long LOOK_MILLIS = 50;
  private static final int MOST_NAMED = 5;

  private final Path home;
  private final Predicate<String> wanted;
  private final PrintWriter out;
  private final Saved saved;
  private final Set<Path> waiting = new TreeSet<>();
  private CaseHome loaded;

  /** A watch over a home, for the cases of some known issues. */
  CaseWatch(Path home, Predicate<String> wanted, PrintWriter out)
      throws IOException, PackInvalid, YamlInvalid {
    this.home = home;
    this.wanted = wanted;
    this.out = out;
    this.saved = new Saved(List.of(CaseHome.rules(home), CaseHome.playbooks(home)));
    this.loaded = CaseHome.load(home);
  }

  /** Runs all cases, and then those that are concerned by what is saved, until the input ends. */
  void run(InputStream in) throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Thread reader = new Thread(() -> readToEnd(in, ended), "end of input");
    reader.setDaemon(true);
    reader.start();
    rerun(wanted, "all");
    out.println("watching " + home.toAbsolutePath().normalize() + "; end with Ctrl-C or Ctrl-D");
    out.flush();
    while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      Set<Path> changed = saved.look();
      if (!changed.isEmpty()) {
        took(changed);
      }
    }
  }

  private static void readToEnd(InputStream in, CountDownLatch ended) {
    try {
      while (in.read() >= 0) {
        continue;
      }
    } catch (IOException e) {
      // An input that cannot be read has ended.
      ended.countDown();
    }
    ended.countDown();
  }

  private void took(Set<Path> changed) throws IOException {
    waiting.addAll(changed);
    long start = System.nanoTime();
    try {
      if (waiting.stream().anyMatch(file -> !file.toString().endsWith(CaseRunner.ENDING))) {
        loaded = CaseHome.load(home);
      }
      Set<String> affected = loaded.suite().affected(waiting);
      affected.removeIf(issue -> !wanted.test(issue));
      String named =
          affected.size() > MOST_NAMED
              ? affected.size() + " known issues"
              : String.join(", ", affected);
      rerun(affected::contains, named, start);
    } catch (PackInvalid | YamlInvalid e) {
      out.println(e.getMessage());
      out.printf("%s not loaded; what was saved waits for the next save%n", now());
    }
    out.flush();
  }

  private void rerun(Predicate<String> issues, String named) throws IOException {
    try {
      rerun(issues, named, System.nanoTime());
    } catch (YamlInvalid e) {
      out.println(e.getMessage());
    }
    out.flush();
  }

  private void rerun(Predicate<String> issues, String named, long start)
      throws IOException, YamlInvalid {
    List<CaseSuite.Outcome> outcomes = loaded.suite().run(issues);
    waiting.clear();
    outcomes.forEach(outcome -> outcome.problems().forEach(out::println));
    long failed = outcomes.stream().filter(outcome -> !outcome.holds()).count();
    out.printf(
        Locale.ROOT,
        "%s %s: %d cases were run, %d do not hold (%.1f s)%n",
        now(),
        named,
        outcomes.size(),
        failed,
        (System.nanoTime() - start) / 1e9);
  }

  private static LocalTime now() {
    return LocalTime.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
