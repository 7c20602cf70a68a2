package org.clarityos.heal.rulepack;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.KnownIssue;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.model.Model;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;

/**
 * The compiled form of a set of packs, kept in a folder that only its owner may read or write: for
 * the same bytes, checked and compiled by the same build of the program, a start need not compile
 * again.
 */
final class PackCache {
  private static final System.Logger LOG = System.getLogger("clarity.packs");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KNOWLEDGE = "clarity/knowledge.json";
  private static final String MODELS = "drools-model";
  private final Path folder;
  private final String build;

  private record Knowledge(
      Map<String, RuleBase.RuleInfo> rules, List<KnownIssue> issues, List<String> models) {}

  /** A cache in a folder for a build of the program, named by anything that no other build shares. */
  PackCache(Path folder, String build) {
    this.folder = folder;
    this.build = build;
  }

  /** The cache of this program; empty when it is not a packaged build, which alone has an identity. */
  static Optional<PackCache> in(Path folder) {
    try {
      Path program =
          Path.of(Fact.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(program)
          ? Optional.of(
              new PackCache(
                  folder,
                  program + " " + Files.size(program) + " " + Files.getLastModifiedTime(program)))
          : Optional.empty();
    } catch (IOException | URISyntaxException e) {
      LOG.log(System.Logger.Level.WARNING, "compiled packs are not kept: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Path file(String hash) {
    return folder.resolve(
        Ids.sha256((hash + " " + build).getBytes(StandardCharsets.UTF_8)) + ".jar");
  }

  /** The packs as they were compiled before; empty when they were not. */
  Optional<RuleBase> load(
      String hash, Map<String, String> sources, KieBaseConfiguration configuration) {
    Path file = file(hash);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      URLClassLoader loader =
          new URLClassLoader(new URL[] {file.toUri().toURL()}, PackCache.class.getClassLoader());
      Knowledge knowledge;
      try (InputStream in = loader.getResourceAsStream(KNOWLEDGE)) {
        knowledge = JSON.readValue(in, Knowledge.class);
      }
      List<Model> models = new ArrayList<>();
      for (String name : knowledge.models()) {
        models.add(
            loader.loadClass(name).asSubclass(Model.class).getDeclaredConstructor().newInstance());
      }
      Supplier<KieBase> fresh = () -> KieBaseBuilder.createKieBaseFromModel(models, configuration);
      return Optional.of(
          new RuleBase(fresh.get(), fresh, knowledge.rules(), knowledge.issues(), sources, hash));
    } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(System.Logger.Level.WARNING, "the kept packs are compiled anew: " + e);
      return Optional.empty();
    }
  }

  /** Keeps packs that were just compiled, instead of all that were kept before. */
  void save(
      String hash,
      InternalKieModule module,
      Map<String, RuleBase.RuleInfo> rules,
      List<KnownIssue> issues) {
    try {
      Files.createDirectories(folder);
      Path part =
          Files.createTempFile(
              folder,
              "packs",
              ".part",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(part))) {
        List<String> models = new ArrayList<>();
        for (String name : module.getFileNames().stream().sorted().toList()) {
          if (name.endsWith(".class")) {
            entry(zip, name, module.getBytes(name));
          } else if (name.endsWith(MODELS)) {
            String text = new String(module.getBytes(name), StandardCharsets.UTF_8);
            // The first line is the engine's version, "Drools-Model-Version:…".
            Arrays.stream(text.split("\n", -1))
                .filter(line -> !line.isBlank() && !line.contains(":"))
                .forEach(models::add);
          }
        }
        models.sort(null);
        entry(zip, KNOWLEDGE, JSON.writeValueAsBytes(new Knowledge(rules, issues, models)));
      }
      try (Stream<Path> old = Files.list(folder)) {
        for (Path jar : old.filter(path -> path.toString().endsWith(".jar")).toList()) {
          Files.delete(jar);
        }
      }
      Files.move(part, file(hash), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "compiled packs are not kept: " + e);
    }
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
