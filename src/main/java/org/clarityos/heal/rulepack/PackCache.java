package org.clarityos.heal.rulepack;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.KnownIssue;

/**
 * The compiled form of packs, kept in a folder that only its owner may read or write: for the same
 * bytes, checked and compiled by the same build of the program, a pack need not be compiled again.
 */
final class PackCache {
  private static final System.Logger LOG = System.getLogger("clarity.packs");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KNOWLEDGE = "clarity/knowledge.json";
  private static final String ENDING = ".jar";
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

  private Path file(PackSource pack) {
    String key = pack.version() + " " + pack.hash() + " " + build;
    return folder.resolve(
        pack.id() + "-" + Ids.sha256(key.getBytes(StandardCharsets.UTF_8)) + ENDING);
  }

  /** A pack as it was compiled before; empty when it was not. */
  Optional<CompiledPack> load(PackSource pack) {
    Path file = file(pack);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Map<String, byte[]> classes = new TreeMap<>();
      Knowledge knowledge = null;
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        try (InputStream in = zip.getInputStream(entry)) {
          if (entry.getName().equals(KNOWLEDGE)) {
            knowledge = JSON.readValue(in, Knowledge.class);
          } else {
            classes.put(entry.getName(), in.readAllBytes());
          }
        }
      }
      if (knowledge == null) {
        throw new IOException(file + " does not say what it holds");
      }
      return Optional.of(
          new CompiledPack(knowledge.rules(), knowledge.issues(), knowledge.models(), classes));
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "pack " + pack.id() + " was kept damaged, and is compiled anew: " + e);
      return Optional.empty();
    }
  }

  /** Keeps a pack that was just compiled. */
  void save(PackSource pack, CompiledPack compiled) {
    try {
      Files.createDirectories(folder);
      Path part =
          Files.createTempFile(
              folder,
              "packs",
              ".part",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(part))) {
        Knowledge knowledge = new Knowledge(compiled.rules(), compiled.issues(), compiled.models());
        entry(zip, KNOWLEDGE, JSON.writeValueAsBytes(knowledge));
        for (Map.Entry<String, byte[]> type : compiled.classes().entrySet()) {
          entry(zip, type.getKey(), type.getValue());
        }
      }
      Files.move(part, file(pack), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the compiled pack " + pack.id() + " is not kept: " + e);
    }
  }

  /** Forgets all packs but some. */
  void retain(Collection<PackSource> packs) {
    Set<Path> kept = packs.stream().map(this::file).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(ENDING)).toList()) {
        if (!kept.contains(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "old compiled packs are not forgotten: " + e);
    }
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
