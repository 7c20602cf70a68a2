package org.clarityos.heal.explain;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Fact;
import org.jspecify.annotations.Nullable;

/** Facts, times and values in the short form that people read. */
final class Words {
  /** The fields that hold a time. */
  static final Set<String> TIMES = Set.of("at", "since", "until");

  private static final Set<String> LEFT_OUT = Set.of("source", "component", "text");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final long MINUTE = 60_000;

  private Words() {}

  /** A fact: its type, its component and its fields, with times as they were at a moment. */
  static String fact(Fact fact, long now) {
    List<String> words = new ArrayList<>();
    if (!fact.component().isEmpty()) {
      words.add(fact.component());
    }
    for (RecordComponent field : fact.getClass().getRecordComponents()) {
      Object value = field(fact, field.getName());
      if (!LEFT_OUT.contains(field.getName()) && value != null && !"".equals(value)) {
        words.add(
            value instanceof Record inner && inner instanceof Fact held
                ? fact(held, now)
                : field.getName() + " " + value(field.getName(), value, now));
      }
    }
    return fact.getClass().getSimpleName() + "(" + String.join(", ", words) + ")";
  }

  /** A field's value; a time also says how long ago it was. */
  static String value(String field, @Nullable Object value, long now) {
    if (value instanceof Long time && TIMES.contains(field)) {
      return time > now || time == 0
          ? clock(time)
          : clock(time) + " (" + span(now - time) + " ago)";
    }
    return value(value);
  }

  /** A value as it would stand in a rule, without the noise of binary fractions. */
  static String value(@Nullable Object value) {
    if (value instanceof Double number) {
      return new BigDecimal(number).round(new MathContext(6)).stripTrailingZeros().toPlainString();
    }
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros().toPlainString();
    }
    return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
  }

  /** A time of day, UTC. */
  static String clock(long millis) {
    return millis == 0 ? "never" : CLOCK.format(Instant.ofEpochMilli(millis)).replace(".000", "");
  }

  /** A length of time: {@code 4 m 10 s}. */
  static String span(long millis) {
    if (millis < 0) {
      return "-" + span(-millis);
    }
    if (millis < MINUTE) {
      return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s";
    }
    long hours = millis / (60 * MINUTE);
    long minutes = millis / MINUTE % 60;
    long seconds = millis / 1000 % 60;
    String rest = seconds == 0 ? "" : " " + seconds + " s";
    return hours == 0 ? minutes + " m" + rest : hours + " h " + minutes + " m";
  }

  /** What a field of a record holds, also of a record in it: {@code offer.mode}; null when there is none. */
  static @Nullable Object field(@Nullable Object of, String path) {
    Object value = of;
    for (String name : path.split("\\.", -1)) {
      if (value == null) {
        return null;
      }
      try {
        value = value.getClass().getMethod(name).invoke(value);
      } catch (ReflectiveOperationException e) {
        return null;
      }
    }
    return value;
  }
}
