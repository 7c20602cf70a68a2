package org.clarityos.heal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.clarityos.heal.rulepack.PackInvalid;
import org.clarityos.heal.rulepack.PackShelf;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * The folder that packs are dropped into: each sub-folder is a pack, submitted once it has not changed
 * from one look to the next, and answered in a file beside it.
 */
final class Inbox {
  private static final String ENDING = ".answer.txt";
  private final Path folder;
  private final Submit submit;
  private final Map<Path, Map<String, String>> seen = new HashMap<>();
  private final Map<Path, Map<String, String>> answered = new HashMap<>();

  /** Where packs are submitted. */
  interface Submit {
    /** Submits a pack. */
    void pack(String name, Map<String, String> texts, String by)
        throws PackInvalid, YamlInvalid, IOException, PackLifecycle.Refused, InterruptedException;
  }

  Inbox(Path folder, Submit submit) {
    this.folder = folder;
    this.submit = submit;
  }

  void look() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<Path> packs;
    try (Stream<Path> entries = Files.list(folder)) {
      packs = entries.filter(Files::isDirectory).sorted().toList();
    }
    for (Path pack : packs) {
      Map<String, String> texts = PackShelf.texts(pack);
      boolean settled = texts.equals(seen.put(pack, texts));
      if (settled && !texts.isEmpty() && !texts.equals(answered.put(pack, texts))) {
        answer(pack, texts);
      }
    }
  }

  private void answer(Path pack, Map<String, String> texts)
      throws IOException, InterruptedException {
    String name = String.valueOf(pack.getFileName());
    String owner = Files.getOwner(pack).getName();
    String answer;
    try {
      submit.pack(name, texts, owner);
      answer = name + " runs in shadow; promote it with: clarity pack promote";
    } catch (PackInvalid | YamlInvalid | PackLifecycle.Refused e) {
      answer = name + " is refused:\n" + e.getMessage();
    }
    System.getLogger("clarity.packs").log(System.Logger.Level.INFO, answer);
    Files.writeString(folder.resolve(name + ENDING), answer + "\n");
  }
}
