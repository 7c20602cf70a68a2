package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.PatternDescr;

/**
 * One pattern of a rule as its author wrote it.
 *
 * @param variable the variable that holds the fact, or the empty string
 * @param type the fact's type
 * @param constraints its constraints and bindings, in order
 * @param window {@code over window:…}, or the empty string
 */
public record PatternText(String variable, String type, List<String> constraints, String window) {
  /** The variable that holds the fact a probe asks about. */
  public static final String PROBED = "$probed";

  private static final Pattern WINDOW = Pattern.compile("over\\s+window:\\w+\\([^)]*\\)");
  private static final Pattern BINDING = Pattern.compile("\\$\\w+\\s*:\\s*[\\w.]+");

  static PatternText of(PatternDescr pattern, String source) {
    String variable = pattern.getIdentifier() == null ? "" : pattern.getIdentifier();
    List<String> constraints = new ArrayList<>();
    for (BaseDescr constraint : pattern.getConstraint().getDescrs()) {
      constraints.add(constraint.toString().trim());
    }
    String window = "";
    if (!pattern.getBehaviors().isEmpty()) {
      Matcher over =
          WINDOW.matcher(source.substring(pattern.getStartCharacter(), pattern.getEndCharacter()));
      window = over.find() ? over.group() : "";
    }
    return new PatternText(variable, pattern.getObjectType(), List.copyOf(constraints), window);
  }

  /** Whether a constraint only names a value and asks nothing. */
  public static boolean binds(String constraint) {
    return BINDING.matcher(constraint).matches();
  }

  /** What it asks of a fact, without its bindings. */
  public List<String> asked() {
    return constraints.stream().filter(constraint -> !binds(constraint)).toList();
  }

  /** Its bindings alone. */
  public List<String> bindings() {
    return constraints.stream().filter(PatternText::binds).toList();
  }

  /** The field that a variable is bound to, or the empty string. */
  public String field(String name) {
    return bindings().stream()
        .filter(binding -> binding.substring(0, binding.indexOf(':')).trim().equals(name))
        .map(binding -> binding.substring(binding.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("");
  }

  /** As a pattern with these constraints beside its bindings, the fact in a variable. */
  public String asking(List<String> asked, String over) {
    String held = variable.isEmpty() ? PROBED : variable;
    String all = String.join(", ", Stream.concat(bindings().stream(), asked.stream()).toList());
    return held + ": " + type + "(" + all + ") " + over;
  }

  /** The variable that {@link #asking} puts the fact in. */
  public String holder() {
    return variable.isEmpty() ? PROBED : variable;
  }

  /** As its author wrote it, on one line, with more constraints. */
  public String with(List<String> more) {
    String all = String.join(", ", Stream.concat(constraints.stream(), more.stream()).toList());
    String text = type + "(" + all + ")" + (window.isEmpty() ? "" : " " + window);
    return variable.isEmpty() ? text : variable + ": " + text;
  }
}
