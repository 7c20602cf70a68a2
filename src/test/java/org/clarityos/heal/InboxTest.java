package org.clarityos.heal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.yaml.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that packs are dropped into. */
class InboxTest {
  @TempDir Path folder;
  private final List<Map<String, String>> submitted = new ArrayList<>();
  private Inbox inbox;

  @BeforeEach
  void watch() {
    inbox =
        new Inbox(
            folder.resolve("inbox"),
            (name, texts, by) -> {
              submitted.add(texts);
              if (texts.containsKey("broken.drl")) {
                Problem problem = new Problem(Path.of("demo/broken.drl"), 3, 5, "no such fact");
                throw new PackInvalid(List.of(problem));
              }
            });
  }

  private Path drop(String file, String text) throws Exception {
    Path pack = Files.createDirectories(folder.resolve("inbox/demo"));
    return Files.writeString(pack.resolve(file), text);
  }

  @Test
  void aPackIsSubmittedOnceItNoLongerChangesAndOnlyOnce() throws Exception {
    drop("pack.yaml", "id: demo\n");
    inbox.look();
    drop("a.drl", "half of it");
    inbox.look();
    drop("a.drl", "all of it");
    inbox.look();
    assertThat(submitted).isEmpty();
    inbox.look();
    inbox.look();
    assertThat(submitted).containsExactly(Map.of("pack.yaml", "id: demo\n", "a.drl", "all of it"));
    assertThat(folder.resolve("inbox/demo.answer.txt")).content().contains("runs in shadow");
  }

  @Test
  void aRefusalIsAnsweredWithItsPlaceAndAMendedPackIsSubmittedAgain() throws Exception {
    Path broken = drop("broken.drl", "x");
    inbox.look();
    inbox.look();
    Path answer = folder.resolve("inbox/demo.answer.txt");
    assertThat(answer).content().contains("demo/broken.drl:3:5").contains("no such fact");
    Files.move(broken, broken.resolveSibling("mended.drl"));
    inbox.look();
    inbox.look();
    assertThat(answer).content().contains("runs in shadow");
  }
}
