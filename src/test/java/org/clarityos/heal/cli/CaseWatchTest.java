package org.clarityos.heal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clarityos.heal.cli.QueuesHome.CASES;
import static org.clarityos.heal.cli.QueuesHome.HOLDS;
import static org.clarityos.heal.cli.QueuesHome.RULES;

import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The watch over a real folder, by the command line. */
class CaseWatchTest {
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;
  private final InputStream before = System.in;
  private final PipedOutputStream keyboard = new PipedOutputStream();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Lines out = new Lines();
  private QueuesHome home;

  /** What is printed, a line at a time. */
  private final class Lines extends Writer {
    private final StringBuilder line = new StringBuilder();

    @Override
    public void write(char[] text, int from, int length) {
      for (int i = from; i < from + length; i++) {
        if (text[i] == '\n') {
          lines.add(line.toString());
          line.setLength(0);
        } else {
          line.append(text[i]);
        }
      }
    }

    @Override
    public void flush() {
      // Lines are told as they end.
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  @BeforeEach
  void aHome() throws Exception {
    home = QueuesHome.in(folder);
    System.setIn(new PipedInputStream(keyboard));
  }

  @AfterEach
  void itsOwnInputAgain() throws Exception {
    System.setIn(before);
    home.close();
  }

  @Test
  void whatIsSavedRunsTheCasesItConcernsUntilTheInputEnds() throws Exception {
    CompletableFuture<Integer> watch =
        CompletableFuture.supplyAsync(
            () ->
                new CommandLine(new Clarity())
                    .setOut(new PrintWriter(out))
                    .execute("test", "--watch", "--home", folder.toString()));
    until("watching ");
    home.write(CASES, HOLDS.replace("value: 94", "value: 86"));
    assertThat(until(" queue-long: 2 cases were run, 2 do not hold \\(\\d+\\.\\d s\\)"))
        .anyMatch(line -> line.contains("queue-long.cases.yaml:7:7: more than 90 waiting"));
    home.write(RULES, QueuesHome.rules("value > 80"));
    until(" queue-long: 2 cases were run, 0 do not hold");
    home.write(RULES, QueuesHome.rules("valeu > 80"));
    assertThat(until("not loaded")).anyMatch(line -> line.contains("queue-long.drl:18:"));
    home.write(RULES, QueuesHome.rules("value > 85"));
    until(" queue-long: 2 cases were run, 0 do not hold");
    home.write(
        "rules/queues/pack.yaml", "{id: queues, version: 1.0.1, owner: t, engine: \">=0.1\"}\n");
    until(" queue-long: 2 cases were run, 0 do not hold");
    keyboard.close();
    assertThat(watch.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();
  }

  /** The lines up to the first that matches. */
  private List<String> until(String pattern) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    while (true) {
      String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(line).as("after " + seen).isNotNull();
      seen.add(line);
      if (Pattern.compile(pattern).matcher(line).find()) {
        return seen;
      }
    }
  }
}
