package org.clarityos.heal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data folder: one service at a time, and a refusal that says what to do. */
class DataFolderTest {
  @TempDir private Path folder;

  @Test
  void aSecondServiceIsRefusedAndToldWhichProcessHoldsTheFolder() throws Exception {
    String pid = Long.toString(ProcessHandle.current().pid());
    try (DataFolder held = DataFolder.hold(folder)) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> DataFolder.hold(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another service, process " + pid)
          .hasMessageContaining("--data");
    }
  }

  @Test
  void theNextServiceHoldsItWhenTheFirstHasEnded() throws Exception {
    DataFolder.hold(folder).close();
    DataFolder.hold(folder).close();
  }

  @Test
  void aFolderThatCannotBeMadeIsRefusedInWords() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> DataFolder.hold(file.resolve("data")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.resolve("data") + " cannot be written");
  }
}
