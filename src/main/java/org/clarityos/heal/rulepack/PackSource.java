package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.StrictYaml;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * A pack as its author wrote it.
 *
 * @param folder its folder
 * @param manifest its manifest
 * @param manifestText the manifest's text
 * @param drl the texts of its rules, by file
 */
record PackSource(Path folder, Manifest manifest, String manifestText, Map<Path, String> drl) {
  /** Every pack of a folder, by name; what keeps one from being read is added to the problems. */
  static List<PackSource> all(Path folder, List<Problem> problems) {
    return all(folder, list(folder), problems);
  }

  /** Every pack of a folder, but for one of them, which is taken from another folder. */
  static List<PackSource> with(Path folder, Path pack, List<Problem> problems) {
    Map<String, Path> folders = new TreeMap<>();
    list(folder).forEach(one -> folders.put(String.valueOf(one.getFileName()), one));
    folders.put(String.valueOf(pack.toAbsolutePath().normalize().getFileName()), pack);
    return all(folder, folders.values(), problems);
  }

  private static List<PackSource> all(
      Path folder, Collection<Path> folders, List<Problem> problems) {
    List<PackSource> packs = new ArrayList<>();
    for (Path pack : folders) {
      if (Files.isRegularFile(pack.resolve(Manifest.FILE))) {
        read(pack, packs, problems);
      }
    }
    Set<String> names = packs.stream().map(PackSource::id).collect(Collectors.toSet());
    for (PackSource pack : packs) {
      for (String need : pack.manifest().needs()) {
        if (!names.contains(need)) {
          String message =
              "the pack that it needs, " + need + ", is not there; " + Near.of(need, names);
          problems.add(Problem.at(pack.folder().resolve(Manifest.FILE), need, message));
        }
      }
    }
    if (packs.isEmpty() && problems.isEmpty()) {
      problems.add(
          new Problem(folder, 0, 0, "there is no pack: no sub-folder has a " + Manifest.FILE));
    }
    return packs;
  }

  private static void read(Path folder, List<PackSource> packs, List<Problem> problems) {
    Path file = folder.resolve(Manifest.FILE);
    try {
      Manifest manifest = StrictYaml.read(file, Manifest.class);
      String text = Files.readString(file);
      problems.addAll(ManifestCheck.problems(file, text, manifest));
      Map<Path, String> drl = new TreeMap<>();
      for (Path rules : list(folder)) {
        if (rules.toString().endsWith(".drl")) {
          drl.put(rules, Files.readString(rules));
        }
      }
      packs.add(new PackSource(folder, manifest, text, drl));
    } catch (YamlInvalid e) {
      problems.addAll(e.problems());
    } catch (IOException e) {
      problems.add(new Problem(file, 0, 0, "it cannot be read: " + e.getMessage()));
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      // What cannot be listed holds no pack, and that is told.
      return List.of();
    }
  }

  /** Its name. */
  String id() {
    return manifest.id();
  }

  /** {@code name@version}. */
  String version() {
    return manifest.id() + "@" + manifest.version();
  }

  /** A hash of its rules' bytes, and of its budgets where it sets any: with others it runs anew. */
  String hash() {
    String budgets = manifest.budgets().silent() ? "" : "\n" + manifest.budgets();
    String all = String.join("\n", drl.values()) + budgets;
    return Ids.sha256(all.getBytes(StandardCharsets.UTF_8));
  }

  /** The texts of its files, by {@code pack/file}. */
  Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    texts.put(id() + "/" + Manifest.FILE, manifestText);
    drl.forEach((file, text) -> texts.put(id() + "/" + file.getFileName(), text));
    return texts;
  }
}
