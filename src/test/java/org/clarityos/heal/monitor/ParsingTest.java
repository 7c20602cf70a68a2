package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.fact.CertificateState;
import org.clarityos.heal.fact.KernelMessage;
import org.clarityos.heal.fact.LogMatch;
import org.clarityos.heal.inventory.Component.LogFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What monitors make of texts that real systems write. */
class ParsingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          oom-kill    | stress | Out of memory: Killed process 4711 (stress) total-vm:10240kB, anon-rss:9000kB
          io-error    | loop0  | blk_update_request: I/O error, dev loop0, sector 2048 op 0x0:(READ)
          io-error    | sda    | I/O error, dev sda, sector 2048 op 0x1:(WRITE) flags 0x800
          ext4-error  | loop1  | EXT4-fs error (device loop1): trigger_test_error:124: comm sh: boo
          hung-task   | nfsd:17 | INFO: task nfsd:17 blocked for more than 120 seconds.
          soft-lockup | 1      | watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [spin:99]
          segfault    | app    | app[991]: segfault at 0 ip 000055 sp 00007ffc error 4 in app[55+1000]
          """)
  void kernelLineIsOfItsType(String type, String subject, String text) {
    assertThat(KernelLogMonitor.parse("t/s/h/host:h", "6,812,5140900,-;" + text, 5))
        .hasValueSatisfying(
            (KernelMessage message) -> {
              assertThat(message.type()).isEqualTo(type);
              assertThat(message.subject()).isEqualTo(subject);
            });
  }

  @Test
  void ordinaryKernelLineIsNoMessage() {
    assertThat(
            KernelLogMonitor.parse(
                "t/s/h/host:h", "6,812,5140900,-;EXT4-fs (sda1): mounted filesystem", 5))
        .isEmpty();
  }

  @Test
  void lockIsHeldByItsHolderAndNotByWhoWaits() {
    String table =
        """
        1: POSIX  ADVISORY  WRITE 812 fe:00:1234 0 EOF
        1: -> POSIX  ADVISORY  WRITE 900 fe:00:1234 0 EOF
        2: FLOCK  ADVISORY  WRITE 77 00:18:91234 0 EOF
        """;
    assertThat(OtherHandsMonitor.holder(table, "1234")).hasValue("812");
    assertThat(OtherHandsMonitor.holder(table, "234")).isEmpty();
  }

  @Test
  void failedLogInsTellTheirAddress() {
    assertThat(
            FailedLoginMonitor.address(
                "Jan  1 10:00:00 web sshd[88]: Failed password for invalid user admin from 192.0.2.7 port 4711 ssh2"))
        .hasValue("192.0.2.7");
    assertThat(
            FailedLoginMonitor.address(
                "Jan  1 10:00:00 web sshd[88]: Accepted publickey for ops from 192.0.2.7 port 4711"))
        .isEmpty();
  }

  @Test
  void certificateIsExpiringWithinItsNotice() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(EndpointMonitor.status(now.plus(Duration.ofDays(90)), now))
        .isEqualTo(CertificateState.Status.VALID);
    assertThat(EndpointMonitor.status(now.plus(Duration.ofDays(3)), now))
        .isEqualTo(CertificateState.Status.EXPIRING);
    assertThat(EndpointMonitor.status(now, now)).isEqualTo(CertificateState.Status.EXPIRED);
  }

  @Test
  void logIsFollowedAcrossRotation(@TempDir Path folder) throws Exception {
    Path log = Files.writeString(folder.resolve("app.log"), "ERROR of old\n");
    Tail tail = new Tail(log);
    assertThat(tail.lines()).isEmpty();

    Files.writeString(log, "one\ntw", StandardOpenOption.APPEND);
    assertThat(tail.lines()).containsExactly("one");
    Files.writeString(log, "o\n", StandardOpenOption.APPEND);
    assertThat(tail.lines()).containsExactly("two");
    Files.move(log, folder.resolve("app.log.1"));
    assertThat(tail.lines()).isEmpty();
    Files.writeString(log, "a longer first line of the next file than all before\n");
    assertThat(tail.lines()).hasSize(1);
  }

  @Test
  void matchingLineIsTold(@TempDir Path folder) throws Exception {
    Path log = Files.writeString(folder.resolve("app.log"), "");
    Seen seen = new Seen();
    LogFile file = new LogFile(log, Map.of("failure", "%{LOGLEVEL:level} .*boom"));
    try (Watcher watcher = new Watcher(Sites.log(file), Clock.systemUTC(), seen)) {
      watcher.start(List.of(new LogMonitor()));
      for (int i = 0; i < 200 && seen.all(LogMatch.class).isEmpty(); i++) {
        Files.writeString(log, "ERROR it went boom\nINFO all quiet\n", StandardOpenOption.APPEND);
        new java.util.concurrent.CountDownLatch(1)
            .await(50, java.util.concurrent.TimeUnit.MILLISECONDS);
      }
      assertThat(seen.await(LogMatch.class, match -> true).text()).isEqualTo("ERROR it went boom");
    }
  }
}
