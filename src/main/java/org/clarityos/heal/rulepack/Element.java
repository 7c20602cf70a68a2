package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;

/**
 * One element of a rule's condition: a pattern, or what stands around some.
 *
 * @param kind what it asks of its patterns
 * @param text as its author wrote it, on one line
 * @param opened its inside as a condition of its own; of an accumulation, itself without its bound
 * @param either whether one of its patterns is enough
 * @param patterns the patterns in it, in order
 * @param results what an accumulation asks of its results
 * @param line its line
 */
public record Element(
    Kind kind,
    String text,
    String opened,
    boolean either,
    List<PatternText> patterns,
    List<String> results,
    int line) {
  private static final Pattern BOUND = Pattern.compile("(\\$\\w+)\\s*:");
  private static final Pattern USED = Pattern.compile("\\$\\w+");

  /** What an element asks of its patterns. */
  public enum Kind {
    /** That a fact is there, and is taken. */
    PATTERN,
    /** That some are there. */
    EXISTS,
    /** That none is there. */
    NOT,
    /** Something of all of them together. */
    ACCUMULATE
  }

  static Element of(BaseDescr descr, String source) {
    List<PatternText> patterns = new ArrayList<>();
    if (descr instanceof PatternDescr pattern
        && pattern.getSource() instanceof AccumulateDescr accumulate) {
      return accumulate(pattern, accumulate, source);
    }
    gather(descr, source, patterns);
    String text = slice(descr, source);
    if (descr instanceof PatternDescr) {
      return new Element(Kind.PATTERN, text, text, false, patterns, List.of(), line(descr, source));
    }
    Kind kind = descr instanceof NotDescr ? Kind.NOT : Kind.EXISTS;
    List<String> inside = new ArrayList<>();
    boolean either = false;
    for (Object inner : ((ConditionalElementDescr) descr).getDescrs()) {
      either |= inner instanceof OrDescr;
      open((BaseDescr) inner, source, inside);
    }
    return new Element(
        kind, text, String.join("\n", inside), either, patterns, List.of(), line(descr, source));
  }

  private static void open(BaseDescr inner, String source, List<String> inside) {
    if (inner instanceof PatternDescr pattern) {
      PatternText text = PatternText.of(pattern, source);
      inside.add(text.with(List.of()));
    } else if (inner instanceof ExistsDescr || inner instanceof NotDescr) {
      inside.add(slice(inner, source));
    } else if (inner instanceof ConditionalElementDescr several) {
      several.getDescrs().forEach(each -> open((BaseDescr) each, source, inside));
    }
  }

  private static Element accumulate(
      PatternDescr result, AccumulateDescr accumulate, String source) {
    List<PatternText> patterns = new ArrayList<>();
    gather(accumulate.getInput(), source, patterns);
    String text = slice(accumulate, source);
    List<String> results = new ArrayList<>();
    result.getConstraint().getDescrs().forEach(each -> results.add(each.toString().trim()));
    String open = results.isEmpty() ? text : text.substring(0, text.lastIndexOf(';')) + " )";
    return new Element(
        Kind.ACCUMULATE, text, open, false, patterns, results, line(accumulate, source));
  }

  private static void gather(BaseDescr descr, String source, List<PatternText> patterns) {
    if (descr instanceof PatternDescr pattern) {
      patterns.add(PatternText.of(pattern, source));
    } else if (descr instanceof ConditionalElementDescr several) {
      several.getDescrs().forEach(inner -> gather((BaseDescr) inner, source, patterns));
    }
  }

  /** The descriptions of some elements do not say their line, but all say where they begin. */
  private static int line(BaseDescr descr, String source) {
    String before = source.substring(0, descr.getStartCharacter());
    return (int) before.chars().filter(c -> c == '\n').count() + 1;
  }

  private static String slice(BaseDescr descr, String source) {
    return source
        .substring(descr.getStartCharacter(), descr.getEndCharacter())
        .strip()
        .replaceAll("\\s+", " ");
  }

  /** The variables that what comes later may use. */
  public Set<String> binds() {
    Set<String> bound = new LinkedHashSet<>();
    if (kind == Kind.PATTERN || kind == Kind.ACCUMULATE) {
      Matcher names = BOUND.matcher(text);
      while (names.find()) {
        bound.add(names.group(1));
      }
    }
    return bound;
  }

  /** The variables in it. */
  public Set<String> variables() {
    Set<String> used = new LinkedHashSet<>();
    Matcher names = USED.matcher(text);
    while (names.find()) {
      used.add(names.group());
    }
    return used;
  }

  /** Its text with some of its variables held to values, as literals of DRL. */
  public String pinned(Map<String, String> pins) {
    if (kind != Kind.PATTERN) {
      return text;
    }
    PatternText pattern = patterns.get(0);
    List<String> held = new ArrayList<>();
    pins.forEach(
        (name, literal) -> {
          String field = pattern.field(name);
          if (!field.isEmpty()) {
            held.add(field + " == " + literal);
          }
        });
    return pattern.with(held);
  }
}
