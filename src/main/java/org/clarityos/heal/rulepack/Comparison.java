package org.clarityos.heal.rulepack;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One comparison in a rule's condition.
 *
 * @param left what is compared, a field
 * @param operator how
 * @param right with what; more than one for {@code in}
 */
record Comparison(Side left, Operator operator, List<Side> right) {
  private static final Pattern BINARY = Pattern.compile("(.+?)\\s*(==|!=|<=|>=|<|>)\\s*(.+)");
  private static final Pattern LIST = Pattern.compile("(.+?)\\s+(not\\s+in|in)\\s*\\((.*)\\)");
  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "==", Operator.IN,
          "!=", Operator.NOT_IN,
          "<", Operator.LESS,
          "<=", Operator.AT_MOST,
          ">", Operator.MORE,
          ">=", Operator.AT_LEAST);

  /** How two sides are compared; to be equal is to be in a list of one. */
  enum Operator {
    /** It is one of these. */
    IN,
    /** It is none of these. */
    NOT_IN,
    /** It is below. */
    LESS,
    /** It is below or equal. */
    AT_MOST,
    /** It is above. */
    MORE,
    /** It is above or equal. */
    AT_LEAST;

    /** What holds when this does not. */
    Operator negated() {
      return switch (this) {
        case IN -> NOT_IN;
        case NOT_IN -> IN;
        case LESS -> AT_LEAST;
        case AT_LEAST -> LESS;
        case MORE -> AT_MOST;
        case AT_MOST -> MORE;
      };
    }
  }

  /**
   * One side of a comparison: a literal, or a field with a number added to it.
   *
   * @param field the field, by the name that is one over the whole rule; empty for a literal
   * @param amount the number, or what is added to the field
   * @param text a literal that is no number; empty for all else
   */
  record Side(String field, BigDecimal amount, String text) {
    private static final Pattern NUMBER = Pattern.compile("(-?\\d+(?:\\.\\d+)?)[BLlDdFfIi]?");
    private static final Pattern TEXT =
        Pattern.compile("\"[^\"]*\"|true|false|[A-Z]\\w*(?:\\.[A-Z]\\w*)*\\.[A-Z][A-Z0-9_]*");
    private static final Pattern FIELD =
        Pattern.compile(
            "([$a-z_][\\w$]*(?:\\.[a-z]\\w*)*)(?:\\s*([+-])\\s*(\\d+(?:\\.\\d+)?)[BLlDdFfIi]?)?");

    /** What a text says; empty when it says something that is not looked into. */
    static Optional<Side> of(String text, UnaryOperator<String> names) {
      Matcher number = NUMBER.matcher(text);
      if (number.matches()) {
        return Optional.of(new Side("", new BigDecimal(number.group(1)), ""));
      }
      if (TEXT.matcher(text).matches()) {
        return Optional.of(new Side("", BigDecimal.ZERO, text));
      }
      Matcher field = FIELD.matcher(text);
      if (!field.matches() || field.group(1).equals("null") || field.group(1).equals("this")) {
        return Optional.empty();
      }
      BigDecimal shift = field.group(3) == null ? BigDecimal.ZERO : new BigDecimal(field.group(3));
      return Optional.of(
          new Side(
              names.apply(field.group(1)),
              "-".equals(field.group(2)) ? shift.negate() : shift,
              ""));
    }

    boolean literal() {
      return field.isEmpty();
    }

    boolean numeric() {
      return text.isEmpty();
    }

    /** A literal as a value that is equal to its equals: 1.0 is 1. */
    Object value() {
      return text.isEmpty() ? amount.stripTrailingZeros() : text;
    }
  }

  /** What a text says; empty when it says something that is not looked into. */
  static Optional<Comparison> of(String text, UnaryOperator<String> names) {
    Matcher list = LIST.matcher(text);
    if (list.matches()) {
      List<Optional<Side>> all = new ArrayList<>();
      for (String each : list.group(3).split(",", -1)) {
        all.add(Side.of(each.strip(), names));
      }
      Operator operator = list.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
      return all.stream().allMatch(Optional::isPresent)
          ? Side.of(list.group(1).strip(), names)
              .map(left -> new Comparison(left, operator, all.stream().map(Optional::get).toList()))
          : Optional.empty();
    }
    Matcher binary = BINARY.matcher(text);
    if (!binary.matches()) {
      return Optional.empty();
    }
    Optional<Side> right = Side.of(binary.group(3).strip(), names);
    Operator operator = Objects.requireNonNull(OPERATORS.get(binary.group(2)));
    return Side.of(binary.group(1).strip(), names)
        .filter(left -> right.isPresent())
        .map(left -> turned(left, operator, right.orElseThrow()));
  }

  /** With the field on the left, as {@code 5 < x} says the same as {@code x > 5}. */
  private static Comparison turned(Side left, Operator operator, Side right) {
    if (!left.literal() || right.literal()) {
      return new Comparison(left, operator, List.of(right));
    }
    Operator mirrored =
        switch (operator) {
          case LESS -> Operator.MORE;
          case MORE -> Operator.LESS;
          case AT_MOST -> Operator.AT_LEAST;
          case AT_LEAST -> Operator.AT_MOST;
          case IN, NOT_IN -> operator;
        };
    return new Comparison(right, mirrored, List.of(left));
  }

  /** The comparison that holds when this one does not. */
  Comparison negated() {
    return new Comparison(left, operator.negated(), right);
  }
}
