package org.clarityos.heal.explain;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Now;
import org.jspecify.annotations.Nullable;

/**
 * What one constraint asked of one fact.
 *
 * @param constraint the constraint as its author wrote it
 * @param actual what the fact had
 * @param needed what would have been right
 * @param distance how far off it is, as a share of what was needed; 1 where there is no such measure
 */
public record Check(String constraint, String actual, String needed, double distance) {
  private static final Pattern COMPARED =
      Pattern.compile(
          "\\(?([a-z]\\w*(?:\\.[a-z]\\w*)*)\\)?\\s*(==|!=|>=|<=|>|<|in|not in)\\s*([^|&]+)");
  private static final Pattern SUM = Pattern.compile("(\\$\\w+)\\s*(?:([-+*])\\s*([\\d.]+)[BL]?)?");
  private static final Pattern NUMBER = Pattern.compile("-?[\\d.]+[BL]?");
  private static final Pattern FIELD =
      Pattern.compile("(?<![.$\\w\"])[a-z]\\w*(?:\\.[a-z]\\w*)*(?![\\w(])");
  private static final double A_MINUTE = 60_000;

  /** The check of a constraint that does not hold for a fact. */
  static Check of(String constraint, Fact fact, Map<String, Object> values, long now) {
    Matcher compared = COMPARED.matcher(constraint);
    if (!compared.matches()) {
      return new Check(constraint, mentioned(constraint, fact, now), constraint(constraint), 1);
    }
    String path = compared.group(1);
    String right = compared.group(3).trim();
    Object actual = Words.field(fact, path);
    Object wanted = right(right, values);
    if (fact instanceof Now clock && wanted instanceof BigDecimal until) {
      return held(constraint, compared.group(2), clock, until, values, right);
    }
    String name = path.substring(path.lastIndexOf('.') + 1);
    return new Check(
        constraint,
        path + " " + Words.value(name, actual, now),
        compared.group(2) + " " + wanted(name, right, wanted),
        distance(actual, wanted, Words.TIMES.contains(name)));
  }

  private static Check held(
      String constraint,
      String operator,
      Now clock,
      BigDecimal until,
      Map<String, Object> values,
      String right) {
    Matcher sum = SUM.matcher(right);
    long since =
        sum.matches() && values.get(sum.group(1)) instanceof Long start ? start : until.longValue();
    long needed = until.longValue() - since;
    long held = clock.at() - since;
    return new Check(
        constraint,
        "held for " + Words.span(Math.max(0, held)),
        operator + " " + Words.span(needed),
        needed == 0 ? 1 : Math.abs(needed - held) / (double) needed);
  }

  private static String wanted(String field, String text, @Nullable Object value) {
    if (value == null || !text.contains("$")) {
      return constraint(text);
    }
    String words =
        value instanceof BigDecimal number && Words.TIMES.contains(field)
            ? Words.clock(number.longValue())
            : Words.value(value);
    return words + " (" + text + ")";
  }

  /** Text of a rule without the types in front of its enums. */
  static String constraint(String text) {
    return text.replaceAll("\\b[A-Z]\\w*\\.(?:[A-Z]\\w*\\.)?([A-Z_]+)\\b", "$1")
        .replaceAll("(\\d)B\\b", "$1");
  }

  private static @Nullable Object right(String text, Map<String, Object> values) {
    if (NUMBER.matcher(text).matches()) {
      return new BigDecimal(text.replaceAll("[BL]", ""));
    }
    Matcher sum = SUM.matcher(text);
    if (!sum.matches()) {
      return null;
    }
    Object value = values.get(sum.group(1));
    if (!(value instanceof Number number)) {
      return value;
    }
    BigDecimal start = new BigDecimal(number.toString());
    if (sum.group(2) == null) {
      return start;
    }
    BigDecimal by = new BigDecimal(sum.group(3));
    return switch (sum.group(2)) {
      case "+" -> start.add(by);
      case "-" -> start.subtract(by);
      default -> start.multiply(by);
    };
  }

  private static double distance(@Nullable Object actual, @Nullable Object wanted, boolean time) {
    if (!(actual instanceof Number have) || !(wanted instanceof Number need)) {
      return 1;
    }
    double scale = time ? A_MINUTE : Math.max(1e-9, Math.abs(need.doubleValue()));
    return Math.abs(have.doubleValue() - need.doubleValue()) / scale;
  }

  /** The values of the fields that a constraint mentions. */
  private static String mentioned(String constraint, Fact fact, long now) {
    return FIELD
        .matcher(constraint)
        .results()
        .map(result -> result.group())
        .distinct()
        .filter(path -> has(fact, path))
        .map(path -> path + " " + Words.value(path, Words.field(fact, path), now))
        .collect(Collectors.joining(", "));
  }

  private static boolean has(Fact fact, String path) {
    return Arrays.stream(fact.getClass().getRecordComponents())
        .map(RecordComponent::getName)
        .anyMatch(name -> path.equals(name) || path.startsWith(name + "."));
  }

  /** In a sentence: {@code value 0.93, needed > 0.95}. */
  String words() {
    if (actual.startsWith("held for ")) {
      return needed.startsWith(">")
          ? actual + " of the needed " + needed.replaceAll("^\\S+ ", "")
          : actual + ", needed " + needed;
    }
    return (actual.isEmpty() ? "" : actual + ", ") + "needed " + needed;
  }
}
