package org.clarityos.heal.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.clarityos.heal.fact.Window;
import org.clarityos.heal.yaml.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarTest {
  @TempDir Path folder;

  private Path file(String windows) throws Exception {
    return Files.writeString(
        folder.resolve("clarity.yaml"),
        """
        tenant: acme
        site: fra1
        host: web-3
        components:
          - id: service:nginx
          - id: service:redis
        windows:
        """
            + windows);
  }

  @ParameterizedTest(name = "{0} in {1} at {2}: open from {3} until {4}")
  @CsvSource({
    "sun 02:00-04:00, UTC, 2026-11-29T01:59:00Z, 2026-11-29T02:00:00Z, 2026-11-29T04:00:00Z",
    "sun 02:00-04:00, UTC, 2026-11-29T03:59:59Z, 2026-11-29T02:00:00Z, 2026-11-29T04:00:00Z",
    "sun 02:00-04:00, UTC, 2026-11-29T04:00:00Z, 2026-12-06T02:00:00Z, 2026-12-06T04:00:00Z",
    "Sun 23:00 - 01:00, UTC, 2026-11-30T00:30:00Z, 2026-11-29T23:00:00Z, 2026-11-30T01:00:00Z",
    "mon 00:00-00:00, UTC, 2026-11-30T12:00:00Z, 2026-11-30T00:00:00Z, 2026-12-01T00:00:00Z",
    "sun 02:00-04:00, Europe/Berlin, 2026-11-29T01:30:00Z, 2026-11-29T01:00:00Z, 2026-11-29T03:00:00Z",
    "sun 01:00-04:00, Europe/Berlin, 2026-03-29T00:30:00Z, 2026-03-29T00:00:00Z, 2026-03-29T02:00:00Z",
  })
  void aWeeklyWindowIsTheOneThatIsOpenOrOpensNext(
      String weekly, String zone, String now, String from, String until) throws Exception {
    Inventory inventory =
        InventoryLoader.load(
            file(
                """
                  - {name: w, kind: maintenance, weekly: "%s", zone: %s, reason: patches}
                """
                    .formatted(weekly, zone)));

    assertThat(Calendar.at(inventory, millis(now)))
        .containsExactly(
            new Window(
                "acme/fra1",
                "w",
                Window.Kind.MAINTENANCE,
                "",
                millis(from),
                millis(until),
                "patches",
                "inventory"));
  }

  @Test
  void aWindowThatHasEndedForGoodIsNone() throws Exception {
    Inventory inventory =
        InventoryLoader.load(
            file(
                """
                  - name: freeze
                    kind: freeze
                    components: [service:nginx, service:redis]
                    knownIssue: process-crashed
                    from: 2026-12-20T00:00:00+01:00
                    until: 2027-01-02T00:00:00+01:00
                    reason: year end
                """));

    List<Window> before = Calendar.at(inventory, millis("2026-12-01T00:00:00Z"));
    assertThat(before)
        .extracting(Window::component)
        .containsExactly("acme/fra1/web-3/service:nginx", "acme/fra1/web-3/service:redis");
    assertThat(before.get(0).from()).isEqualTo(millis("2026-12-19T23:00:00Z"));
    assertThat(Calendar.at(inventory, millis("2027-01-01T23:00:00Z"))).isEmpty();
  }

  private static long millis(String text) {
    return Instant.from(OffsetDateTime.parse(text)).toEpochMilli();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{kind: freeze, weekly: sun 02:00-04:00, reason: x} | a window needs a name, a kind and a reason",
        "{name: w, kind: freeze, weekly: sun 02:00-04:00} | a window needs a name, a kind and a reason",
        "{name: w, kind: thaw, weekly: sun 02:00-04:00, reason: x} | \"thaw\" does not fit here",
        "{name: w, kind: freeze, reason: x} | window w needs either from and until, or weekly",
        "{name: w, kind: freeze, weekly: sun 02:00-04:00, until: x, reason: x} | window w needs either",
        "{name: w, kind: freeze, weekly: sunday 2-4, reason: x} | weekly is \"sunday 2-4\"; it reads sun 02:00-04:00",
        "{name: w, kind: freeze, weekly: sux 02:00-04:00, reason: x} | sux is no day of the week",
        "{name: w, kind: freeze, weekly: sun 02:00-24:30, reason: x} | window w: Text '24:30' could not be parsed",
        "{name: w, kind: freeze, weekly: sun 02:00-04:00, zone: Mars, reason: x} | window w: Unknown time-zone ID: Mars",
        "{name: w, kind: freeze, from: tomorrow, until: x, reason: x} | from is \"tomorrow\"; it reads 2026-12-20T00:00:00+01:00",
        "{name: w, kind: freeze, from: '2026-12-20T00:00:00Z', until: '2026-12-20T00:00:00Z', reason: x} | window w ends before it begins",
        "{name: w, kind: freeze, components: [service:x], weekly: sun 02:00-04:00, reason: x} | \"service:x\" is not declared",
      })
  void aWindowThatIsNoneIsRefusedAtItsLine(String window, String wrong) throws Exception {
    List<Problem> problems = InventoryLoader.problems(file("  - " + window + "\n"));

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).toString()).contains(wrong);
    assertThat(problems.get(0).line()).isEqualTo(8);
  }
}
