package org.clarityos.heal.inventory;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.fact.Window;

/** The windows that an inventory declares, as facts of a moment. */
public final class Calendar {
  private Calendar() {}

  /**
   * The windows that are open at a time or open next, in milliseconds since the epoch; one that has ended for good is
   * none.
   */
  public static List<Window> at(Inventory inventory, long millis) {
    String site = inventory.tenant() + "/" + inventory.site();
    List<Window> windows = new ArrayList<>();
    for (Declared declared : inventory.windows()) {
      List<String> scopes =
          declared.components().isEmpty()
              ? List.of(site)
              : declared.components().stream().map(inventory::resolve).toList();
      declared
          .times()
          .at(Instant.ofEpochMilli(millis))
          .ifPresent(time -> scopes.forEach(scope -> windows.add(declared.in(scope, time))));
    }
    return windows;
  }

  /** When a window is open. */
  private record Span(long from, long until) {}

  private interface Times {
    Optional<Span> at(Instant now);
  }

  /**
   * A window of an inventory: once, with {@code from} and {@code until}, or every week.
   *
   * @param name its name, unique in the inventory
   * @param kind what it means
   * @param components component names, {@code kind:name}; empty for the whole site
   * @param knownIssue the known issue it is about; empty for all
   * @param from when it begins, with its offset, for example 2026-12-20T00:00:00+01:00
   * @param until when it ends, written likewise
   * @param weekly when it is open every week, for example sun 02:00-04:00
   * @param zone the time zone of {@code weekly}; UTC when not said
   * @param reason why, in a sentence; the ticket of a change
   */
  public record Declared(
      String name,
      Window.Kind kind,
      List<String> components,
      String knownIssue,
      String from,
      String until,
      String weekly,
      String zone,
      String reason) {
    /** Fills in what the file leaves out, and refuses what is not a time. */
    public Declared {
      components = components == null ? List.of() : List.copyOf(components);
      knownIssue = knownIssue == null ? "" : knownIssue;
      from = from == null ? "" : from;
      until = until == null ? "" : until;
      weekly = weekly == null ? "" : weekly;
      zone = zone == null ? "UTC" : zone;
      if (name == null || name.isBlank() || kind == null || reason == null || reason.isBlank()) {
        throw new IllegalArgumentException("a window needs a name, a kind and a reason");
      }
      if (weekly.isEmpty() == (from.isEmpty() && until.isEmpty())) {
        throw new IllegalArgumentException(
            "window " + name + " needs either from and until, or weekly");
      }
      times(name, from, until, weekly, zone);
    }

    private Times times() {
      return times(name, from, until, weekly, zone);
    }

    private static Times times(String name, String from, String until, String weekly, String zone) {
      return weekly.isEmpty()
          ? once(new Span(moment(name, "from", from), moment(name, "until", until)), name)
          : Weekly.of(name, weekly, zone);
    }

    private static Times once(Span span, String name) {
      if (span.until() <= span.from()) {
        throw new IllegalArgumentException("window " + name + " ends before it begins");
      }
      return now -> now.toEpochMilli() < span.until() ? Optional.of(span) : Optional.empty();
    }

    private static long moment(String name, String key, String text) {
      try {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(
            "window %s: %s is \"%s\"; it reads 2026-12-20T00:00:00+01:00"
                .formatted(name, key, text),
            e);
      }
    }

    private Window in(String scope, Span span) {
      return new Window(
          scope, name, kind, knownIssue, span.from(), span.until(), reason, Window.INVENTORY);
    }
  }

  /** A time of the week; one that ends at or before its begin ends the day after. */
  private record Weekly(DayOfWeek day, LocalTime begin, LocalTime end, ZoneId zone)
      implements Times {
    private static final Pattern TEXT =
        Pattern.compile("([A-Za-z]{3}) (\\d\\d:\\d\\d)\\s*-\\s*(\\d\\d:\\d\\d)");

    static Weekly of(String name, String text, String zone) {
      Matcher matcher = TEXT.matcher(text);
      try {
        if (matcher.matches()) {
          return new Weekly(
              day(matcher.group(1)),
              LocalTime.parse(matcher.group(2)),
              LocalTime.parse(matcher.group(3)),
              ZoneId.of(zone));
        }
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("window " + name + ": " + e.getMessage(), e);
      }
      throw new IllegalArgumentException(
          "window %s: weekly is \"%s\"; it reads sun 02:00-04:00".formatted(name, text));
    }

    private static DayOfWeek day(String text) {
      for (DayOfWeek day : DayOfWeek.values()) {
        if (day.name().startsWith(text.toUpperCase(Locale.ROOT))) {
          return day;
        }
      }
      throw new DateTimeException(text + " is no day of the week; there are mon, tue, wed, …");
    }

    @Override
    public Optional<Span> at(Instant now) {
      LocalDate last = now.atZone(zone).toLocalDate().with(TemporalAdjusters.previousOrSame(day));
      Span span = on(last);
      // The one of last week may still be open, when it began late on its day.
      return Optional.of(now.toEpochMilli() < span.until() ? span : on(last.plusWeeks(1)));
    }

    private Span on(LocalDate date) {
      ZonedDateTime until = date.atTime(end).atZone(zone);
      if (!end.isAfter(begin)) {
        until = date.plusDays(1).atTime(end).atZone(zone);
      }
      return new Span(
          date.atTime(begin).atZone(zone).toInstant().toEpochMilli(),
          until.toInstant().toEpochMilli());
    }
  }
}
