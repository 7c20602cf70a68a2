package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.PackBudget;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.yaml.Problem;
import org.drools.model.Model;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.conf.EventProcessingOption;

/**
 * The compiler of rule packs: from a folder of packs to a rule base, or to every problem found. Each
 * pack is compiled by itself, so that what did not change need not be compiled again.
 */
public final class PackCompiler {
  /** Each compiler takes tens of megabytes. */
  private static final int MOST_COMPILERS = 4;

  private PackCompiler() {}

  /**
   * Compiles all packs of a folder: every sub-folder with a {@code pack.yaml} is one.
   *
   * @throws PackInvalid when a pack does not parse, breaks the sandbox or does not compile
   */
  public static RuleBase compile(Path folder) throws PackInvalid {
    return compile(folder, Optional.empty());
  }

  /**
   * Compiles all packs of a folder, or takes what was compiled before from the same bytes.
   *
   * @param kept the folder of compiled packs; it is made when it is not there
   * @throws PackInvalid when a pack does not parse, breaks the sandbox or does not compile
   */
  public static RuleBase compile(Path folder, Path kept) throws PackInvalid {
    return compile(folder, PackCache.in(kept));
  }

  /**
   * Compiles some packs: those of a folder; or, when the folder is itself a pack, those of the home
   * with this one instead of the one of its name.
   *
   * @param packs the folder of packs, or of one pack
   * @param home the folder of packs that a single pack belongs to
   * @param kept the folder of compiled packs; it is made when it is not there
   * @throws PackInvalid when a pack does not parse, breaks the sandbox or does not compile
   */
  public static RuleBase compile(Path packs, Path home, Path kept) throws PackInvalid {
    if (!Files.isRegularFile(packs.resolve(Manifest.FILE))) {
      return compile(packs, kept);
    }
    List<Problem> problems = new ArrayList<>();
    return compile(PackSource.with(home, packs, problems), problems, PackCache.in(kept));
  }

  /**
   * Compiles packs from their texts, by {@code pack/file}, as a rule base holds them.
   *
   * @throws PackInvalid when they do not compile with this version of the program
   * @throws IOException when there is no room for them
   */
  public static RuleBase compile(Map<String, String> texts) throws PackInvalid, IOException {
    Path folder = Files.createTempDirectory("clarity-packs-");
    try {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        Path file = folder.resolve(text.getKey()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("a pack's file is named " + text.getKey());
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.getValue());
      }
      return compile(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Compiles all packs of a folder, or takes them from a cache. */
  static RuleBase compile(Path folder, Optional<PackCache> cache) throws PackInvalid {
    List<Problem> problems = new ArrayList<>();
    return compile(PackSource.all(folder, problems), problems, cache);
  }

  private static RuleBase compile(
      List<PackSource> packs, List<Problem> problems, Optional<PackCache> cache)
      throws PackInvalid {
    Map<PackSource, CompiledPack> compiled = new LinkedHashMap<>();
    List<Callable<Built>> builds = new ArrayList<>();
    packs.forEach(pack -> builds.add(() -> build(pack, cache)));
    for (Built built : together(builds)) {
      problems.addAll(built.problems());
      built.compiled().ifPresent(done -> compiled.put(built.pack(), done));
    }
    problems.addAll(twice(compiled));
    if (!problems.isEmpty()) {
      throw new PackInvalid(problems);
    }
    cache.ifPresent(kept -> kept.retain(packs));
    return assemble(compiled);
  }

  /** What came of a pack. */
  private record Built(PackSource pack, Optional<CompiledPack> compiled, List<Problem> problems) {}

  private static Built build(PackSource pack, Optional<PackCache> cache) {
    Optional<CompiledPack> kept = cache.flatMap(from -> from.load(pack));
    if (kept.isPresent()) {
      return new Built(pack, kept, List.of());
    }
    PackBuild build = new PackBuild(pack);
    Optional<CompiledPack> compiled = build.compile();
    compiled.ifPresent(done -> cache.ifPresent(to -> to.save(pack, done)));
    return new Built(pack, compiled, build.problems());
  }

  /** What comes of all packs, in their order: each is compiled by itself, so that cores share them. */
  private static List<Built> together(List<Callable<Built>> builds) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ExecutorService compilers =
        Executors.newFixedThreadPool(
            Math.min(MOST_COMPILERS, Runtime.getRuntime().availableProcessors()),
            work -> {
              Thread thread = new Thread(work, "clarity-compiler");
              thread.setDaemon(true);
              thread.setContextClassLoader(context);
              return thread;
            });
    try {
      List<Built> all = new ArrayList<>();
      for (Future<Built> each : compilers.invokeAll(builds)) {
        all.add(each.get());
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the compilation of packs was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a pack's compiler failed: " + e.getCause(), e);
    } finally {
      compilers.shutdownNow();
    }
  }

  /** Ids that two packs use. */
  private static List<Problem> twice(Map<PackSource, CompiledPack> packs) {
    List<Problem> problems = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    packs.forEach(
        (pack, compiled) -> {
          for (RuleBase.RuleInfo rule : compiled.rules().values()) {
            String other = seen.putIfAbsent(rule.id(), pack.id());
            if (other != null) {
              String id = "@id(" + rule.id() + ")";
              Path file =
                  pack.drl().entrySet().stream()
                      .filter(source -> source.getValue().contains(id))
                      .map(Map.Entry::getKey)
                      .findFirst()
                      .orElse(pack.folder());
              problems.add(
                  Problem.at(
                      file, id, id + " is used in pack " + other + " too; an id is never reused"));
            }
          }
        });
    return problems;
  }

  private static RuleBase assemble(Map<PackSource, CompiledPack> packs) throws PackInvalid {
    Map<String, byte[]> classes = new HashMap<>();
    Map<String, RuleBase.RuleInfo> rules = new HashMap<>();
    Map<String, String> texts = new TreeMap<>();
    List<KnownIssue> issues = new ArrayList<>();
    List<String> versions = new ArrayList<>();
    Map<String, PackBudget> budgets = new HashMap<>();
    packs.forEach(
        (source, pack) -> {
          budgets.put(source.id(), source.manifest().budgets().budget());
          classes.putAll(pack.classes());
          rules.putAll(pack.rules());
          issues.addAll(pack.issues());
          texts.putAll(source.texts());
          versions.add(source.version() + " " + source.hash());
        });
    PackClasses loader = new PackClasses(classes);
    List<Model> models = new ArrayList<>();
    for (Map.Entry<PackSource, CompiledPack> pack : packs.entrySet()) {
      for (String name : pack.getValue().models()) {
        try {
          models.add(
              loader
                  .loadClass(name)
                  .asSubclass(Model.class)
                  .getDeclaredConstructor()
                  .newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
          throw new PackInvalid(
              List.of(new Problem(pack.getKey().folder(), 0, 0, "it cannot be loaded: " + e)));
        }
      }
    }
    var configuration = KieServices.get().newKieBaseConfiguration();
    configuration.setOption(EventProcessingOption.STREAM);
    Supplier<KieBase> fresh = () -> KieBaseBuilder.createKieBaseFromModel(models, configuration);
    String hash = Ids.sha256(String.join("\n", versions).getBytes(StandardCharsets.UTF_8));
    return new RuleBase(
        fresh.get(),
        fresh,
        Map.copyOf(rules),
        List.copyOf(issues),
        Map.copyOf(texts),
        Map.copyOf(budgets),
        hash);
  }
}
