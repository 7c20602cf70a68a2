package org.clarityos.heal.diagnose;

import java.nio.file.Path;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;

/** The shipped packs, compiled once for all tests. */
public final class Packs {
  /** Where compiled packs are kept for all tests: what is not about compiling need not wait for it. */
  public static final Path KEPT = Path.of("target/kept-packs").toAbsolutePath();

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

  /** The shipped packs. */
  public static RuleBase shipped() {
    return Shipped.BASE;
  }
}
