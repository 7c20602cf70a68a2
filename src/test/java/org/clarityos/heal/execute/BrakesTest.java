package org.clarityos.heal.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.clarityos.heal.fact.Brake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrakesTest {
  @TempDir Path folder;

  private Brakes at(long millis) {
    return new Brakes(folder, Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
  }

  @Test
  void a_brake_holds_its_scope_until_its_end_and_nothing_beside_it() throws Exception {
    at(0).pull(new Brake("acme/fra1", "maintenance of the row", 1000, "anna"));

    assertThat(at(999).on("acme/fra1/web-3/service:nginx"))
        .hasValue(new Brake("acme/fra1", "maintenance of the row", 1000, "anna"));
    assertThat(at(999).on("acme/ams1/web-3/service:nginx")).isEmpty();
    assertThat(at(1000).on("acme/fra1/web-3/service:nginx")).isEmpty();
  }

  @Test
  void a_released_brake_holds_nothing() throws Exception {
    at(0).pull(new Brake("", "storm", Long.MAX_VALUE, "anna"));

    assertThat(at(0).on("acme/fra1/web-3/service:nginx")).isPresent();
    assertThat(at(0).release("", "ben")).isTrue();
    assertThat(at(0).on("acme/fra1/web-3/service:nginx")).isEmpty();
    assertThat(at(0).release("", "ben")).isFalse();
  }

  @Test
  void a_brake_file_that_cannot_be_read_holds_everything() throws Exception {
    Files.writeString(folder.resolve("hurry.brake"), "until=tomorrow\n");

    assertThat(at(0).on("acme/fra1/web-3/service:nginx")).isPresent();
  }

  @Test
  void a_brake_file_written_by_hand_works_without_an_end() throws Exception {
    Files.writeString(folder.resolve("mine.brake"), "scope=acme\nreason=look first\n");

    assertThat(at(0).on("acme/fra1/web-3/service:nginx"))
        .get()
        .extracting(Brake::reason)
        .isEqualTo("look first");
  }

  @Test
  void a_brake_that_is_released_at_this_moment_holds_nothing_beside_its_scope() throws Exception {
    Brakes brakes = at(0);
    Thread hands =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 3000; i++) {
                  brakes.pull(new Brake("other", "storm", Long.MAX_VALUE, "anna"));
                  brakes.release("other", "ben");
                }
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    hands.start();
    while (hands.isAlive()) {
      assertThat(brakes.on("acme/fra1/web-3/service:nginx")).isEmpty();
    }
  }

  @Test
  void a_brake_file_that_is_a_link_to_nowhere_holds_everything() throws Exception {
    Files.createSymbolicLink(folder.resolve("hurry.brake"), folder.resolve("nowhere"));

    assertThat(at(0).on("acme/fra1/web-3/service:nginx")).isPresent();
  }
}
