package org.clarityos.heal.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.yaml.YamlInvalid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaybookLoaderTest {
  private static final String GOOD =
      """
      id: restart
      version: 1.0.0
      title: Restart it
      maturity: stable
      handles:
        - knownIssue: process-gone
          kinds: [service]
      needs: [start]
      steps:
        - id: look
          action: evidence.save
          undo: none
          reason: it only looks
        - id: start
          action: process.start
          timeout: 15s
          undo: none
          reason: the next plan stops it
      verify:
        check: healthy
        every: 50ms
        within: 10s
      """;

  @TempDir Path folder;

  private List<Playbook> load(String content) throws IOException, YamlInvalid {
    Files.writeString(folder.resolve("one.yaml"), content);
    return PlaybookLoader.load(
        folder,
        Set.of("process.start", "evidence.save"),
        (action, with) ->
            with.has("force")
                ? Optional.of("\"force\" is no parameter of " + action)
                : Optional.empty());
  }

  @Test
  void a_good_playbook_loads_with_the_hash_of_its_file() throws Exception {
    Playbook playbook = load(GOOD).get(0);

    assertThat(playbook.id()).isEqualTo("restart");
    assertThat(playbook.hash()).hasSize(64);
    assertThat(playbook.steps().get(0).timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(playbook.steps().get(1).timeout()).isEqualTo(Duration.ofSeconds(15));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          maturity: stable         | colour: red             | one.yaml:4:1: "colour" is not known here
          maturity: stable         | maturity: fine          | one.yaml:4:1: maturity is "fine"; it is one of
          version: 1.0.0           | version: "1"            | one.yaml:2:1: version is "1"; it reads major
          needs: [start]           | needs: [strat]          | one.yaml:8:1: no inventory declares "strat"
          kinds: [service]         | kinds: [sevice]         | one.yaml:5:1: kinds of process-gone are [sevice]
          action: process.start    | action: process.begin   | one.yaml:15:5: there is no action "process.begin"; there are [evidence.save, process.start]
          timeout: 15s             | with: {force: true}     | one.yaml:16:5: "force" is no parameter of process.start
          timeout: 15s             | time: 15s               | one.yaml:16:5: "time" is not known here
          timeout: 15s             | timeout: soon           | "soon" is not a duration; write 250ms
          timeout: 15s             | retries: 99             | one.yaml:16:5: retries is 99; it is 0 to 5
          - id: start              | - id: look              | one.yaml:14:5: two steps have the id look
          reason: it only looks    | retries: 0              | step look: undo: none needs a reason
          undo: none               | retries: 0              | step look: undo is "null"; it is automatic, or none
          every: 50ms              | every: 1ms              | one.yaml:19:1: every is below 10ms
          every: 50ms              |                         | verify: it says every
          check: healthy           | check: fine             | check is "fine"; it is healthy
          """)
  void a_fault_is_named_with_its_place_and_what_is_right(
      String right, String wrong, String problem) {
    String content =
        GOOD.replaceFirst(
            Pattern.quote(right), wrong == null ? "" : Matcher.quoteReplacement(wrong));

    assertThatThrownBy(() -> load(content))
        .isInstanceOf(YamlInvalid.class)
        .hasMessageContaining(problem);
  }

  @Test
  void all_faulty_files_are_named_at_once() throws Exception {
    Files.writeString(folder.resolve("two.yaml"), GOOD.replace("1.0.0", "one"));
    Files.writeString(folder.resolve("three.yaml"), "");

    assertThatThrownBy(() -> load(GOOD))
        .hasMessageContaining("two.yaml:2:1")
        .hasMessageContaining("two.yaml:1:1: the id restart is taken by another file")
        .hasMessageContaining("three.yaml");
  }

  @Test
  void the_schema_accepts_every_playbook_that_ships() throws Exception {
    Schema schema = schema();
    List<Path> files;
    try (var found = Files.walk(Path.of("playbooks"))) {
      files = found.filter(file -> file.toString().endsWith(".yaml")).toList();
    }

    assertThat(files).isNotEmpty();
    for (Path file : files) {
      assertThat(schema.validate(Files.readString(file), InputFormat.YAML))
          .as(file.toString())
          .isEmpty();
    }
  }

  @Test
  void the_schema_refuses_a_step_without_undo_that_gives_no_reason() throws Exception {
    String content = GOOD.replace("    reason: it only looks\n", "");

    assertThat(schema().validate(content, InputFormat.YAML)).isNotEmpty();
    assertThat(schema().validate(GOOD, InputFormat.YAML)).isEmpty();
  }

  private static Schema schema() throws IOException {
    try (InputStream in =
        PlaybookLoader.class.getResourceAsStream("/schema/playbook.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Objects.requireNonNull(in), InputFormat.JSON);
    }
  }
}
