package org.clarityos.heal.rulepack;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.KnownIssue;
import org.drools.modelcompiler.KieBaseBuilder;

/**
 * The compiled form of packs, kept in a folder that only its owner may read or write: for the same
 * bytes, checked and compiled by the same build of the program, a pack need not be compiled again.
 */
final class PackCache {
  private static final System.Logger LOG = System.getLogger("clarity.packs");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KNOWLEDGE = "clarity/knowledge.json";
  private static final String ENDING = ".jar";
  private static final String TYPE = ".class";

  /** Some sets of all shipped packs, of a few megabytes each. */
  private static final int MOST_OTHERS = 64;

  private final Path folder;
  private final String build;

  private record Knowledge(
      Map<String, RuleBase.RuleInfo> rules, List<KnownIssue> issues, List<String> models) {}

  /** A cache in a folder for a build of the program, named by anything that no other build shares. */
  PackCache(Path folder, String build) {
    this.folder = folder;
    this.build = build;
  }

  /** The cache of this program; empty when its build has no identity. */
  static Optional<PackCache> in(Path folder) {
    return Build.ID.map(build -> new PackCache(folder, build));
  }

  /**
   * The identity of the program, and of the engine that runs what is kept. The program is known by the
   * sizes and checksums of its classes, so that it is the same in a folder and in the jar made of it.
   */
  private static final class Build {
    private static final Optional<String> ID = id();

    private static Optional<String> id() {
      try {
        return Optional.of(engine() + " " + build(place(Fact.class)));
      } catch (IOException | URISyntaxException | FileSystemNotFoundException e) {
        LOG.log(System.Logger.Level.WARNING, "compiled packs are not kept: " + e.getMessage());
        return Optional.empty();
      }
    }

    private static Path place(Class<?> type) throws URISyntaxException {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** The name of the engine's jar, which holds its version; some put the group before it. */
    private static String engine() throws URISyntaxException {
      return String.valueOf(place(KieBaseBuilder.class).getFileName())
          .replaceFirst("^org\\.drools\\.", "");
    }
  }

  /** What names a program in a folder of classes or in a jar. */
  static String build(Path program) throws IOException {
    StringBuilder build = new StringBuilder();
    classes(program).forEach((name, sum) -> build.append(name).append(sum).append('\n'));
    return Ids.sha256(build.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> classes(Path program) throws IOException {
    Map<String, String> classes = new TreeMap<>();
    if (Files.isRegularFile(program)) {
      try (ZipFile jar = new ZipFile(program.toFile())) {
        jar.stream()
            .filter(entry -> entry.getName().endsWith(TYPE))
            .forEach(
                entry ->
                    classes.put(entry.getName(), " " + entry.getSize() + " " + entry.getCrc()));
      }
      return classes;
    }
    try (Stream<Path> files = Files.walk(program)) {
      for (Path file : files.filter(path -> path.toString().endsWith(TYPE)).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        classes.put(program.relativize(file).toString(), " " + bytes.length + " " + sum.getValue());
      }
    }
    return classes;
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

  /**
   * Forgets all packs but some, and the last of the others: what was replaced, or is tried, is often
   * taken again.
   */
  void retain(Collection<PackSource> packs) {
    Set<Path> kept = packs.stream().map(this::file).collect(Collectors.toSet());
    Map<Path, FileTime> others = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(ENDING)).toList()) {
        if (!kept.contains(file)) {
          others.put(file, Files.getLastModifiedTime(file));
        }
      }
      List<Path> newest =
          others.entrySet().stream()
              .sorted(Map.Entry.<Path, FileTime>comparingByValue().reversed())
              .map(Map.Entry::getKey)
              .toList();
      for (Path file : newest.subList(Math.min(MOST_OTHERS, newest.size()), newest.size())) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      LOG.log(System.Logger.Level.DEBUG, "another process forgot it first: " + e.getMessage());
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
