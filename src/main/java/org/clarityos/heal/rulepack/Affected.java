package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The known issues whose cases may come out otherwise after files changed: those that the files are
 * named for; for a rule that is nobody's own, and for anything else in a pack, all of that pack and of
 * those that need it; for what every pack needs, all.
 *
 * @param rules the folder of packs
 * @param always the packs that every pack needs
 */
record Affected(Path rules, Set<String> always) {
  /** Those that some files may concern. */
  Set<String> by(Collection<Path> changed) throws IOException {
    Map<String, Set<String>> issues = new TreeMap<>();
    for (Path file : CaseSuite.files(rules)) {
      issues.computeIfAbsent(pack(rules, file), pack -> new TreeSet<>()).add(CaseSuite.issue(file));
    }
    issues.put(Baseline.NAME, Set.of(Baseline.NAME));
    Map<String, List<String>> needs = needs(rules);
    Set<String> affected = new TreeSet<>();
    for (Path file : changed) {
      String pack = file.startsWith(rules) ? pack(rules, file) : "";
      String own = String.valueOf(file.getFileName()).replaceAll("(\\.cases)?\\.\\w+$", "");
      if (issues.getOrDefault(pack, Set.of()).contains(own)) {
        affected.add(own);
      } else {
        boolean known = needs.containsKey(pack) || issues.containsKey(pack);
        boolean all = always.contains(pack) || !known;
        issues.forEach(
            (other, names) -> {
              boolean needed = needs.getOrDefault(other, List.of()).contains(pack);
              if (all || needed || other.equals(pack)) {
                affected.addAll(names);
              }
            });
      }
    }
    return affected;
  }

  /** The pack that a file is in. */
  static String pack(Path rules, Path file) {
    return String.valueOf(rules.relativize(file).getName(0));
  }

  /** The packs that each pack needs. */
  static Map<String, List<String>> needs(Path rules) {
    return PackSource.all(rules, new ArrayList<>()).stream()
        .collect(Collectors.toMap(PackSource::id, source -> source.manifest().needs()));
  }
}
