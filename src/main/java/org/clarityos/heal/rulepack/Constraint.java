package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One constraint of a pattern, as far as it can be looked into.
 *
 * @param text as its author wrote it
 * @param named the same with fields and variables by the names that are one over the whole rule
 * @param at where it stands in its file
 * @param alternatives the ways in which it may hold, each of comparisons that all have to
 * @param whole whether all of it was looked into; else it may be narrower than its alternatives
 */
record Constraint(
    String text, String named, int at, List<List<Comparison>> alternatives, boolean whole) {
  private static final int MOST = 64;

  static Constraint of(String text, int at, UnaryOperator<String> names) {
    Reader reader = new Reader(names);
    List<List<Comparison>> alternatives = reader.alternatives(text.strip());
    return new Constraint(text.strip(), reader.named(text.strip()), at, alternatives, reader.whole);
  }

  /** What has to hold for this not to; empty when that is not known. */
  Optional<Constraint> negated() {
    if (!whole) {
      return Optional.empty();
    }
    if (alternatives.size() == 1) {
      return Optional.of(
          with(alternatives.get(0).stream().map(one -> List.of(one.negated())).toList()));
    }
    return alternatives.stream().allMatch(all -> all.size() == 1)
        ? Optional.of(
            with(List.of(alternatives.stream().map(all -> all.get(0).negated()).toList())))
        : Optional.empty();
  }

  private Constraint with(List<List<Comparison>> others) {
    return new Constraint(text, named, at, others, whole);
  }

  /** The reader of one constraint's text. */
  private static final class Reader {
    private static final java.util.regex.Pattern NAME =
        java.util.regex.Pattern.compile(
            "\"[^\"]*\"|(?<![\\w$.])[$a-z_][\\w$]*(?:\\.[a-z]\\w*)*(?!\\s*\\()");
    private final UnaryOperator<String> names;
    private boolean whole = true;

    Reader(UnaryOperator<String> names) {
      this.names = names;
    }

    String named(String text) {
      return NAME.matcher(text)
          .replaceAll(
              found ->
                  java.util.regex.Matcher.quoteReplacement(
                      found.group().startsWith("\"") ? found.group() : names.apply(found.group())))
          .replaceAll("\\s+", " ");
    }

    List<List<Comparison>> alternatives(String text) {
      List<List<Comparison>> any = new ArrayList<>();
      for (String alternative : split(text, "||")) {
        List<List<Comparison>> all = List.of(List.of());
        for (String part : split(alternative, "&&")) {
          all = joined(all, part(part));
        }
        any.addAll(all);
      }
      return any;
    }

    private List<List<Comparison>> part(String text) {
      if (text.startsWith("(") && close(text) == text.length() - 1) {
        return alternatives(text.substring(1, text.length() - 1).strip());
      }
      Optional<Comparison> comparison = Comparison.of(text, names);
      whole &= comparison.isPresent();
      return List.of(comparison.map(List::of).orElse(List.of()));
    }

    /** Both of two; when that were too many ways, the first alone. */
    private List<List<Comparison>> joined(
        List<List<Comparison>> some, List<List<Comparison>> more) {
      if (some.size() * more.size() > MOST) {
        whole = false;
        return some;
      }
      List<List<Comparison>> both = new ArrayList<>();
      for (List<Comparison> one : some) {
        for (List<Comparison> other : more) {
          List<Comparison> all = new ArrayList<>(one);
          all.addAll(other);
          both.add(all);
        }
      }
      return both;
    }

    /** Where the parenthesis closes with which a text begins. */
    private static int close(String text) {
      String bare = DrlText.bare(text);
      int depth = 0;
      for (int at = 0; at < bare.length(); at++) {
        depth += bare.charAt(at) == '(' ? 1 : bare.charAt(at) == ')' ? -1 : 0;
        if (depth == 0) {
          return at;
        }
      }
      return -1;
    }

    private static List<String> split(String text, String by) {
      String bare = DrlText.bare(text);
      List<String> parts = new ArrayList<>();
      int depth = 0;
      int from = 0;
      for (int at = 0; at < bare.length(); at++) {
        depth += bare.charAt(at) == '(' ? 1 : bare.charAt(at) == ')' ? -1 : 0;
        if (depth == 0 && bare.startsWith(by, at)) {
          parts.add(text.substring(from, at).strip());
          from = at + by.length();
        }
      }
      parts.add(text.substring(from).strip());
      return parts;
    }
  }
}
