package org.clarityos.heal.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryBenchTest {
  @Test
  void measuresWhileDecisionsAreMade() throws Exception {
    StringWriter told = new StringWriter();
    MemoryBench.Load load = new MemoryBench.Load(50, 3000, 1000, 1000, "h2");
    new MemoryBench(Path.of("."), load, new PrintWriter(told)).run();
    assertThat(told.toString().lines().filter(line -> line.contains("events")))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).containsPattern("[1-9][0-9]* decisions to act"))
        .last()
        .asString()
        .containsPattern("[1-9][0-9]* batches, [1-9][0-9]* audit blocks");
    assertThat(told.toString()).contains("the heap of the last third");
  }

  @Test
  void twoMeasurementsAreRefused() {
    assertThatThrownBy(() -> new MemoryBench.Load(50, 2999, 1000, 1000, "h2"))
        .hasMessage(
            "2,999 observations measured every 1,000 are 2 measurements; there have to be 3 at least");
  }
}
