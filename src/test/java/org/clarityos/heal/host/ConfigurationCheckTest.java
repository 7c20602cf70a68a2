package org.clarityos.heal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.inventory.Component.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationCheckTest {
  @TempDir Path folder;
  private final ConfigurationCheck check = new ConfigurationCheck(new LocalCommands());

  private Optional<String> fault(String text, String format, String... validator)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("app.conf"), text);
    return check.fault(new Configuration(file, List.of(validator), format));
  }

  @Test
  void syntaxErrorIsToldWithItsPlace() throws Exception {
    assertThat(fault("{\"port\": 80}", "json")).isEmpty();
    assertThat(fault("{\n\"port\": }", "json"))
        .hasValueSatisfying(fault -> assertThat(fault).contains("app.conf:2:"));
    assertThat(fault("a: [1\nb: 2\n", "yaml")).isPresent();
    assertThat(fault("port=\\u12", "properties")).isPresent();
  }

  @Test
  void nativeValidatorHasTheLastWord() throws Exception {
    assertThat(fault("listen 80", "text", "/bin/grep", "-q", "listen", "{file}")).isEmpty();
    assertThat(fault("lisen 80", "text", "/bin/ls", "{file}", "/nowhere/file"))
        .hasValueSatisfying(fault -> assertThat(fault).contains("/nowhere/file"));
  }

  @Test
  void fileThatCannotBeReadIsAFault() throws Exception {
    assertThat(check.fault(new Configuration(folder.resolve("none"), List.of(), "text")))
        .isPresent();
  }
}
