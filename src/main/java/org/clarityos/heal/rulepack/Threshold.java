package org.clarityos.heal.rulepack;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparison with a number that its author chose: {@code value > 0.95}, {@code at >= $s + 5000}.
 *
 * @param text the comparison as its author wrote it
 * @param left what is compared, a field or a variable
 * @param operator how
 * @param variable the variable on the right side, or the empty string
 * @param by what is done to the variable: {@code +}, {@code -} or {@code *}, or the empty string
 * @param number the number
 */
record Threshold(
    String text, String left, String operator, String variable, String by, BigDecimal number) {
  private static final Pattern COMPARISON =
      Pattern.compile(
          "(\\$?[a-z]\\w*(?:\\.[a-z]\\w*)*)\\s*(>=|<=|>|<)\\s*"
              + "(?:(\\$\\w+)\\s*([-+*])\\s*)?(-?\\d+(?:\\.\\d+)?)[BLdf]?(?![\\w.$])");
  private static final Set<String> TIMES = Set.of("at", "since", "until");

  /** A value this near to the number, as a share of it, is just beside it. */
  private static final BigDecimal NEAR = new BigDecimal("0.1");

  /** Sessions tick once a second, so that is the next step of a time. */
  private static final BigDecimal SECOND = new BigDecimal(1000);

  /** The comparisons in a constraint. */
  static List<Threshold> in(String constraint) {
    List<Threshold> found = new ArrayList<>();
    Matcher comparison = COMPARISON.matcher(constraint);
    while (comparison.find()) {
      found.add(
          new Threshold(
              comparison.group().trim(),
              comparison.group(1),
              comparison.group(2),
              comparison.group(3) == null ? "" : comparison.group(3),
              comparison.group(4) == null ? "" : comparison.group(4),
              new BigDecimal(comparison.group(5))));
    }
    return found;
  }

  /**
   * A value beside the threshold.
   *
   * @param value the value
   * @param limit what it is compared with
   * @param holds whether the comparison holds
   * @param near whether it is within 10 % of the number, or the next step
   * @param words both in words; times count from the variable
   */
  record Beside(BigDecimal value, BigDecimal limit, boolean holds, boolean near, String words) {
    BigDecimal distance() {
      return value.subtract(limit).abs();
    }
  }

  /** What is compared in a match, a fact of which may hold the left side; empty when that is no number. */
  Optional<Beside> beside(Probes.Matched matched, Object fact) {
    Object value = left.startsWith("$") ? matched.values().get(left) : field(fact, left);
    Object start = variable.isEmpty() ? BigDecimal.ZERO : matched.values().get(variable);
    if (!(value instanceof Number have) || !(start instanceof Number from)) {
      return Optional.empty();
    }
    BigDecimal actual = new BigDecimal(have.toString());
    BigDecimal since = new BigDecimal(from.toString());
    BigDecimal limit = limit(since);
    boolean near =
        number.signum() == 0 || actual.subtract(limit).abs().compareTo(margin(limit, have)) <= 0;
    String words = words(actual, since) + " against " + words(limit, since);
    return Optional.of(new Beside(actual, limit, holds(actual.compareTo(limit)), near, words));
  }

  private BigDecimal limit(BigDecimal from) {
    return switch (by) {
      case "+" -> from.add(number);
      case "-" -> from.subtract(number);
      case "*" -> from.multiply(number);
      default -> number;
    };
  }

  private BigDecimal margin(BigDecimal limit, Number value) {
    BigDecimal share = (by.equals("*") ? limit : number).abs().multiply(NEAR);
    BigDecimal step = BigDecimal.ZERO;
    if (time()) {
      step = SECOND;
    } else if (value instanceof Long || value instanceof Integer) {
      step = BigDecimal.ONE;
    }
    return share.max(step);
  }

  private boolean time() {
    return TIMES.contains(left.substring(left.lastIndexOf('.') + 1));
  }

  private String words(BigDecimal value, BigDecimal since) {
    return time() && !variable.isEmpty()
        ? CaseCheck.words(value.subtract(since).longValue())
        : value.stripTrailingZeros().toPlainString();
  }

  private boolean holds(int compared) {
    return switch (operator) {
      case ">" -> compared > 0;
      case ">=" -> compared >= 0;
      case "<" -> compared < 0;
      default -> compared <= 0;
    };
  }

  /** Whether values above the limit are those that hold. */
  boolean upward() {
    return operator.startsWith(">");
  }

  private static Object field(Object fact, String path) {
    Object value = fact;
    for (String name : path.split("\\.", -1)) {
      Object inner = null;
      RecordComponent[] parts =
          value instanceof Record ? value.getClass().getRecordComponents() : new RecordComponent[0];
      for (RecordComponent part : parts) {
        if (part.getName().equals(name)) {
          try {
            inner = part.getAccessor().invoke(value);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a fact's field cannot be read", e);
          }
        }
      }
      if (inner == null) {
        return "";
      }
      value = inner;
    }
    return value;
  }
}
