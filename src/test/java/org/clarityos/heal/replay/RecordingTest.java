package org.clarityos.heal.replay;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused as a recording, with its place. */
class RecordingTest {
  private static final String HEADER =
      "{'recording':1,'program':'p','site':'acme/fra1','packs':{},'from':'2026-01-01T00:00:00Z',"
          + "'to':'2026-01-01T01:00:00Z','redacted':'secrets'}";
  private static final String START = "{'kind':'REBUILD','seq':1,'at':1000,'facts':[]}";
  @TempDir private Path folder;

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'recording':2} | 1 | the first line is no header of a recording",
        "nothing | 1 | the line is no JSON",
        "{'recording':1} | 1 | \"program\" is not a text",
        "HEADER{'kind':'INPUT','seq':1,'at':1,'facts':[]} | 2 | the first batch is no REBUILD",
        "HEADER{'kind':'OTHER','seq':1,'at':1,'facts':[]} | 2 | \"kind\" is \"OTHER\"; it is one of [INPUT, REBUILD]",
        "HEADER{'kind':'REBUILD','seq':'x','at':1,'facts':[]} | 2 | \"seq\" is not a whole number from 0",
        "HEADER{'kind':'REBUILD','seq':1,'at':1} | 2 | \"facts\" is not a list",
        "HEADERSTART{'kind':'INPUT','seq':1,'at':1,'facts':[]} | 3 | \"seq\" is 1; it is above that of the batch before, 1",
        "HEADERSTART{'kind':'INPUT','seq':2,'at':1,'facts':[{'fact':'Nonsense'}]} | 3 | \"Nonsense\"; it must be one of",
        "HEADERSTART{'kind':'INPUT','seq':2,'at':1,'facts':[{'fact':'Symptom','component':'c','name':'n'}]} | 3 | Symptom is derived by rules",
        "HEADERSTART[] | 3 | the line is no object of JSON",
      })
  void aLineThatCannotStandThereIsNamed(String text, int line, String reason) throws Exception {
    Path file = write(text);
    assertThatThrownBy(() -> readAll(file))
        .isInstanceOf(RecordingInvalid.class)
        .hasMessageStartingWith(file + ":" + line + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void aFileThatIsNotCompressedIsNoRecording() throws Exception {
    Path file = Files.writeString(folder.resolve("plain"), "plain text");
    assertThatThrownBy(() -> readAll(file))
        .isInstanceOf(RecordingInvalid.class)
        .hasMessageContaining("it is not compressed by gzip");
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    Path file = folder.resolve("none");
    assertThatThrownBy(() -> readAll(file)).hasMessage(file + ": there is no such file");
  }

  @Test
  void aFileThatWasCutOffIsDamagedWhereItEnds() throws Exception {
    Path file = write("HEADERSTART");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 12));
    assertThatThrownBy(() -> readAll(file))
        .isInstanceOf(RecordingInvalid.class)
        .hasMessageContaining("the file ends or is damaged here");
  }

  private static int readAll(Path file) throws RecordingInvalid {
    try (Recording recording = Recording.open(file)) {
      int batches = 0;
      while (recording.next().isPresent()) {
        batches++;
      }
      return batches;
    }
  }

  private Path write(String text) throws IOException {
    Path file = folder.resolve("test" + Recording.ENDING);
    String lines = text.replace("HEADER", HEADER + "\n").replace("START", START + "\n");
    try (Writer writer =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
      writer.write(lines.replace('\'', '"'));
    }
    return file;
  }
}
