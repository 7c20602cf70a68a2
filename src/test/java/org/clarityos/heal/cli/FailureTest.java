package org.clarityos.heal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.clarityos.heal.inventory.InventoryLoader;
import org.clarityos.heal.yaml.YamlInvalid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads when the service does not start. */
class FailureTest {
  @TempDir private Path folder;

  @Test
  void anInventoryThatMayNotBeLoadedIsToldWithItsPlaceAndNoTrace() throws Exception {
    Path file = Files.writeString(folder.resolve("clarity.yaml"), "tenant: acme\nsit: fra1\n");
    try {
      InventoryLoader.load(file);
    } catch (YamlInvalid e) {
      assertThat(told(new IllegalStateException("bean", new RuntimeException(e))))
          .contains(file + ":2:1: \"sit\" is not known here")
          .doesNotContain("\tat ");
      return;
    }
    throw new AssertionError("it was loaded");
  }

  @Test
  void aDatabaseThatIsNotOneIsToldAsDamagedAndStaysAsItWas() throws Exception {
    Path file = folder.resolve("clarity.mv.db");
    byte[] bytes =
        "no database at all ".repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Files.write(file, bytes);
    String url = "jdbc:h2:file:" + folder.resolve("clarity") + ";TRACE_LEVEL_FILE=0";
    try (var connection = DriverManager.getConnection(url, "clarity", "clarity")) {
      throw new AssertionError("it was opened: " + connection);
    } catch (SQLException e) {
      assertThat(told(new RuntimeException(e)))
          .contains("the database is damaged")
          .contains(file.toString())
          .doesNotContain("\tat ");
    }
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void aFaultOfTheProgramKeepsItsTrace() {
    assertThat(told(new IllegalStateException("unforeseen")))
        .contains("a fault of the program")
        .contains("unforeseen")
        .contains("\tat ");
  }

  private static String told(Throwable failure) {
    StringWriter text = new StringWriter();
    Failure.tell("the service did not start", failure, new PrintWriter(text));
    return text.toString();
  }
}
