package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
  @ParameterizedTest(name = "{1} within {0}: {2}")
  @CsvSource({
    ">=0.1, 0.1.0, true",
    ">=0.1, 0.0.9, false",
    ">=0.1 <2, 1.99.3, true",
    ">=0.1 <2, 2.0.0, false",
    ">0.1, 0.1.0, false",
    "<=0.1.2, 0.1.2, true",
    "=0.1.2, 0.1.3, false",
    ">=0.9, 0.10.0, true",
  })
  void aVersionLiesWithinBounds(String range, String version, boolean within) {
    assertThat(VersionRange.of(range).orElseThrow().holds(Version.of(version).orElseThrow()))
        .isEqualTo(within);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "newest", "0.1", ">=", ">=1.2.3.4", ">=1 or <3", "^1.2", ">=01"})
  void whatIsNoRangeIsNone(String range) {
    assertThat(VersionRange.of(range)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "01.0.0", "1.0.0-rc1", "1.0.99999999999", "v1.0.0", ""})
  void whatIsNoVersionIsNone(String version) {
    assertThat(Version.of(version)).isEmpty();
  }

  @Test
  void theProgramsVersionIsThatOfItsBuild() throws Exception {
    assertThat(Files.readString(Path.of("pom.xml")))
        .containsPattern("<version>" + Version.PROGRAM + "(-SNAPSHOT)?</version>");
  }
}
