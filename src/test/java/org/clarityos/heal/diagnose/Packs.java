package org.clarityos.heal.diagnose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;

/** The shipped packs, compiled once for all tests. */
public final class Packs {
  /** Where commands keep compiled packs, and tests: what is not about compiling need not wait for it. */
  public static final Path KEPT = Path.of("target/packs").toAbsolutePath();

  private static final class Shipped {
    private static final RuleBase BASE = compile();
  }

  private Packs() {}

  private static RuleBase compile() {
    try {
      return PackCompiler.compile(Path.of("rules"), KEPT);
    } catch (PackInvalid e) {
      throw new IllegalStateException(e);
    }
  }

  /** Packs from their texts, by {@code pack/file}, written into an empty folder. */
  public static RuleBase of(Map<String, String> texts, Path folder)
      throws IOException, PackInvalid {
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = folder.resolve(text.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.getValue());
    }
    return PackCompiler.compile(folder, KEPT);
  }

  /** The shipped packs. */
  public static RuleBase shipped() {
    return Shipped.BASE;
  }
}
