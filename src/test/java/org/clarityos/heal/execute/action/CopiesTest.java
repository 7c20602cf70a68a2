package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiesTest {
  private static final byte[] GOOD = "good\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @Test
  void aLinkThatWaitsWhereTheNewBytesAreWrittenIsNotFollowed() throws Exception {
    Path innocent = Files.writeString(folder.resolve("innocent"), "mine\n");
    Path file = Files.writeString(folder.resolve("app.conf"), "bad\n");
    Files.createSymbolicLink(folder.resolve(".app.conf.clarity-part"), innocent);
    Copies.put(file, GOOD);
    assertThat(innocent).hasContent("mine\n");
    assertThat(file).hasBinaryContent(GOOD).isRegularFile();
  }

  @Test
  void theModeOfTheFileStays() throws Exception {
    Path file = Files.writeString(folder.resolve("app.conf"), "bad\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Copies.put(file, GOOD);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }
}
