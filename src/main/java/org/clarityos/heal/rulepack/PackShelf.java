package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.StrictYaml;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * The versions of packs that a service keeps beside its data: those that were promoted since it was
 * installed and those that they replaced, and a candidate. A pack that the home has in a newer version
 * than was promoted is the home's. Not thread-safe.
 */
public final class PackShelf {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*");
  private static final Pattern FILE = Pattern.compile("[a-z0-9][a-z0-9.-]*\\.(drl|yaml)");

  private final Path home;
  private final Path shelf;

  /**
   * A shelf.
   *
   * @param home the rule packs that the program came with
   * @param shelf the folder that it keeps; made when it is not there
   */
  public PackShelf(Path home, Path shelf) {
    this.home = home;
    this.shelf = shelf;
  }

  private Path promoted(String pack) {
    return shelf.resolve("promoted").resolve(pack);
  }

  private Path former(String pack) {
    return shelf.resolve("former").resolve(pack);
  }

  private Path candidate() {
    return shelf.resolve("candidate");
  }

  /** The folder of all packs that are to be active now. */
  public Path active() throws IOException {
    Path active = shelf.resolve("active");
    copy(home, active);
    Path all = shelf.resolve("promoted");
    if (Files.isDirectory(all)) {
      for (Path pack : list(all)) {
        Path own = home.resolve(String.valueOf(pack.getFileName()));
        if (!Files.exists(own.resolve(Manifest.FILE))
            || compare(version(own), version(pack)) <= 0) {
          copy(pack, active.resolve(String.valueOf(pack.getFileName())));
        }
      }
    }
    return active;
  }

  /** What is wrong with the active packs, told of the files that their authors wrote. */
  public PackInvalid ofAuthors(PackInvalid invalid) {
    return new PackInvalid(invalid.problems().stream().map(this::ofAuthor).toList());
  }

  private Problem ofAuthor(Problem problem) {
    Path active = shelf.resolve("active");
    if (!problem.file().startsWith(active)) {
      return problem;
    }
    Path file = active.relativize(problem.file());
    Path own = shelf.resolve("promoted").resolve(file);
    return new Problem(
        Files.exists(own) ? own : home.resolve(file),
        problem.line(),
        problem.column(),
        problem.message(),
        problem.level(),
        problem.kind());
  }

  /**
   * The folder of all packs with one of them replaced or added.
   *
   * @param pack the pack's name
   * @param texts its files, by name
   * @throws PackInvalid when a name is none of a pack's
   */
  public Path candidate(String pack, Map<String, String> texts) throws PackInvalid, IOException {
    if (!NAME.matcher(pack).matches()) {
      throw refused(pack, "\"" + pack + "\" is no name of a pack; it is one word in small letters");
    }
    for (String name : texts.keySet()) {
      if (!FILE.matcher(name).matches()) {
        throw refused(
            pack, "\"" + name + "\" is no file of a pack; it reads pack.yaml or slow.drl");
      }
    }
    copy(active(), candidate());
    Path folder = candidate().resolve(pack);
    delete(folder);
    Files.createDirectories(folder);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Files.writeString(folder.resolve(text.getKey()), text.getValue());
    }
    return candidate();
  }

  private static PackInvalid refused(String pack, String message) {
    return new PackInvalid(List.of(new Problem(Path.of(pack), 0, 0, message)));
  }

  /** The files of a pack's folder, by name. */
  public static Map<String, String> texts(Path folder) throws IOException {
    Map<String, String> texts = new java.util.TreeMap<>();
    for (Path file : list(folder)) {
      if (Files.isRegularFile(file)) {
        texts.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
    }
    return texts;
  }

  /** Keeps the candidate's version of a pack as the one that is active, and the one before it. */
  public void promote(String pack) throws IOException {
    delete(former(pack));
    if (Files.exists(promoted(pack))) {
      copy(promoted(pack), former(pack));
    }
    copy(candidate().resolve(pack), promoted(pack));
    Files.writeString(lastFile(), pack);
  }

  private Path lastFile() {
    return shelf.resolve("last.txt");
  }

  /** The pack that was promoted last; empty when it was taken back. */
  public Optional<String> last() throws IOException {
    return Files.exists(lastFile()) ? Optional.of(Files.readString(lastFile())) : Optional.empty();
  }

  /** The folder of all packs as they are once a pack was reverted. */
  public Path without(String pack) throws IOException {
    copy(active(), candidate());
    Path folder = candidate().resolve(pack);
    Path before = Files.exists(former(pack)) ? former(pack) : home.resolve(pack);
    delete(folder);
    if (Files.exists(before)) {
      copy(before, folder);
    }
    return candidate();
  }

  /** Goes back to the version of a pack before the last promotion. */
  public void revert(String pack) throws IOException {
    Files.deleteIfExists(lastFile());
    delete(promoted(pack));
    if (Files.exists(former(pack))) {
      copy(former(pack), promoted(pack));
      delete(former(pack));
    }
  }

  private static String version(Path pack) throws IOException {
    try {
      return StrictYaml.read(pack.resolve(Manifest.FILE), Manifest.class).version();
    } catch (YamlInvalid e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Compares versions as numbers, part by part. */
  private static int compare(String one, String other) {
    String[] ones = one.split("\\.", -1);
    String[] others = other.split("\\.", -1);
    for (int part = 0; part < Math.min(ones.length, others.length); part++) {
      int order = Integer.compare(number(ones[part]), number(others[part]));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(ones.length, others.length);
  }

  private static int number(String part) {
    return part.matches("\\d{1,9}") ? Integer.parseInt(part) : 0;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    delete(to);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
