package org.clarityos.heal.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.clarityos.heal.yaml.YamlInvalid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillFilesTest {
  @Test
  void everyDrillThatShipsIsReadableAndItsNameIsItsOwn() throws Exception {
    var drills = DrillFiles.read(Path.of("rules"));
    assertThat(drills)
        .extracting(Drill::name)
        .doesNotHaveDuplicates()
        .contains("crash", "no-fault");
  }

  @Test
  void everyDrillStandsBesideTheRulesOfItsIssue() throws Exception {
    for (Drill drill : DrillFiles.read(Path.of("rules"))) {
      try (var files = Files.walk(Path.of("rules"))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .contains(drill.issue() + ".drl");
      }
    }
  }

  @Test
  void faultThatDoesNotExistIsRefusedWithTheOnesThatDo(@TempDir Path folder) throws Exception {
    String drill = "{name: a, patient: app, fault: gremlins, expect: healed, within: 5s}";
    Files.writeString(folder.resolve("x.drl"), "");
    Files.writeString(folder.resolve("x.drill.yaml"), "drills: [" + drill + "]");
    assertThatThrownBy(() -> DrillFiles.read(folder))
        .isInstanceOf(YamlInvalid.class)
        .hasMessageContaining("no fault gremlins")
        .hasMessageContaining("squat-port");
  }
}
