package org.clarityos.heal.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.rulepack.PackCompiler;
import org.clarityos.heal.rulepack.PackInvalid;

/** The packs of a home with one more, whose text is another each time, so that it is compiled anew. */
final class SwapPacks {
  /** The id of the rule that fires once for each observation that is to fire. */
  static final String RULE = "bench-slow";

  /** The probe of the observations that it is about. */
  static final String PROBE = "bench";

  private static final String TAXONOMY = "taxonomy.yaml";
  private static final int MADE_PACKS = 10;

  /** A known issue of each made pack more than is needed, so that there are no fewer rules than were asked for. */
  private static final int ROUND_UP = MADE_PACKS * ManyRules.EACH - 1;

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
    copy(shipped, rules);
    Path pack = Files.createDirectories(rules.resolve("bench"));
    Files.writeString(
        pack.resolve("pack.yaml"), "id: bench\nversion: 1.0.0\nowner: bench\nengine: \">=0.1\"\n");
    unbound(rules);
  }

  /** More fires than in years of a real site: no pack may be left out for that. */
  private static void unbound(Path rules) throws IOException {
    try (Stream<Path> files = Files.walk(rules)) {
      for (Path manifest : files.filter(file -> file.endsWith("pack.yaml")).toList()) {
        Files.writeString(
            manifest, "budgets:\n  firingsPerMinute: 1000000\n", StandardOpenOption.APPEND);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        if (!Files.isDirectory(file)) {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** The packs with the one that changes, and with made ones until there are so many rules. */
  RuleBase filled(int atLeast) throws IOException, PackInvalid {
    int missing = atLeast - next().rules().size();
    if (missing > 0) {
      Path made = rules.resolveSibling("made");
      ManyRules.write(made, MADE_PACKS, (missing + ROUND_UP) / MADE_PACKS);
      Path names = made.resolve(TAXONOMY);
      Files.writeString(
          rules.resolve(TAXONOMY),
          Files.readString(names).replaceFirst("^symptoms:\n", ""),
          StandardOpenOption.APPEND);
      Files.delete(names);
      unbound(made);
      copy(made, rules);
    }
    return next();
  }

  /** The packs with the next version of the one that changes. */
  RuleBase next() throws IOException, PackInvalid {
    version++;
    Files.writeString(rules.resolve("bench/bench.drl"), DRL.formatted(version));
    return PackCompiler.compile(rules, kept);
  }
}
