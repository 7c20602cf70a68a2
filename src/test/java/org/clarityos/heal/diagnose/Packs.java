package org.clarityos.heal.diagnose;

import java.nio.file.Path;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;

/** The shipped packs, compiled once for all tests of a JVM. */
public final class Packs {
  private static final RuleBase SHIPPED = compile();

  private Packs() {}

  private static RuleBase compile() {
    try {
      return PackCompiler.compile(Path.of("rules"));
    } catch (PackInvalid e) {
      throw new IllegalStateException(e);
    }
  }

  /** The shipped packs. */
  public static RuleBase shipped() {
    return SHIPPED;
  }
}
