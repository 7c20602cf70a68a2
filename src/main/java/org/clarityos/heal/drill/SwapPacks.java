package org.clarityos.heal.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;

/** The packs of a home with one more, whose text is another each time, so that it is compiled anew. */
final class SwapPacks {
  /** The id of the rule that fires once for each observation that is to fire. */
  static final String RULE = "bench-slow";

  private static final String DRL =
      """
      // The %d. version of it.
      package org.clarityos.heal.rules.bench;

      import org.clarityos.heal.fact.*;

      rule "An answer of the bench's probe was slow"
      @id(bench-slow)
      ruleflow-group "symptom"
      when
        EndpointState(probe == "bench", status == EndpointState.Status.SLOW, $c: component)
      then
        insertLogical(new Symptom($c, "bench-slow"));
      end
      """;

  private final Path rules;
  private final Path kept;
  private int version;

  SwapPacks(Path shipped, Path folder) throws IOException {
    this.rules = folder.resolve("rules");
    this.kept = folder.resolve("kept");
    try (Stream<Path> files = Files.walk(shipped)) {
      for (Path file : files.toList()) {
        Path copy = rules.resolve(shipped.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        if (!Files.isDirectory(file)) {
          Files.copy(file, copy);
        }
      }
    }
    Path pack = Files.createDirectories(rules.resolve("bench"));
    Files.writeString(
        pack.resolve("pack.yaml"), "id: bench\nversion: 1.0.0\nowner: bench\nengine: \">=0.1\"\n");
  }

  /** The packs with the next version of the one that changes. */
  RuleBase next() throws IOException, PackInvalid {
    version++;
    Files.writeString(rules.resolve("bench/bench.drl"), DRL.formatted(version));
    return PackCompiler.compile(rules, kept);
  }
}
