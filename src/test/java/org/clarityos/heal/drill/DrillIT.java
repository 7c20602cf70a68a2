package org.clarityos.heal.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every drill once, against the program as it was packaged. */
class DrillIT {
  private static final Path HOME = Path.of("").toAbsolutePath();

  /** It holds the host's package lock, which every other drill's service would rightly yield to. */
  private static final String ALONE = "package-upgrade";

  private record Run(int code, String out) {}

  @TestFactory
  List<DynamicTest> everyDrillComesOutAsExpected() throws Exception {
    List<String> names = new ArrayList<>(new DrillRunner(HOME, Clock.systemUTC(), false).names());
    names.remove(ALONE);
    names.add(ALONE);
    ExecutorService one = Executors.newSingleThreadExecutor();
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : names) {
      Future<Run> run = one.submit(() -> run(name));
      tests.add(DynamicTest.dynamicTest(name, () -> judge(run.get())));
    }
    one.shutdown();
    return tests;
  }

  /** A drill that fails is run once more on a fresh site: other work on the machine may have starved it. */
  private static Run run(String name) throws Exception {
    Run first = once(name);
    if (first.code() == 0) {
      return first;
    }
    Run second = once(name);
    return new Run(second.code(), first.out() + "\nonce more:\n" + second.out());
  }

  private static Run once(String name) throws Exception {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    Path out = Files.createTempFile("drill-" + name, ".jsonl");
    int code =
        new DrillRunner(HOME, Clock.systemUTC(), false)
            .run(List.of(name), 1, out, new PrintStream(told, true, StandardCharsets.UTF_8));
    Files.delete(out);
    return new Run(code, told.toString(StandardCharsets.UTF_8));
  }

  private static void judge(Run run) {
    boolean skipped = run.out().contains("SKIPPED");
    assumeTrue(!skipped || Boolean.getBoolean("clarity.ci"), run.out());
    assertThat(skipped).as(run.out()).isFalse();
    assertThat(run.code()).as(run.out()).isZero();
  }
}
