package org.clarityos.heal.replay;

import java.util.HashMap;
import java.util.Map;

/**
 * Neutral names, numbered as the real ones first appear: equal names get equal ones, so that what
 * belongs together still does, and nothing leads back.
 */
final class Pseudonyms {
  private final Map<String, Map<String, String>> byKind = new HashMap<>();
  private final Map<String, String> all = new HashMap<>();

  /** The neutral name of something of a kind, such as {@code host-1}. */
  String of(String kind, String name) {
    Map<String, String> known = byKind.computeIfAbsent(kind, any -> new HashMap<>());
    return known.computeIfAbsent(
        name,
        any -> {
          String neutral = kind + "-" + (known.size() + 1);
          all.putIfAbsent(name, neutral);
          return neutral;
        });
  }

  /** The neutral name that something got, whatever its kind; itself when it got none. */
  String known(String name) {
    return all.getOrDefault(name, name);
  }
}
