package org.clarityos.heal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.Finding;
import org.clarityos.heal.fact.KernelMessage;
import org.clarityos.heal.fact.LogMatch;
import org.clarityos.heal.fact.OtherHands;
import org.clarityos.heal.fact.Withdrawal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken out of recordings. */
class RedactionTest {
  private static final String WEB = "acme/fra1/web-1/service:web";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "login failed, password=Hunter2! for it | Hunter2",
        "password: 'correct horse battery' | horse",
        "the passphrase is opensesame | opensesame",
        "DB_PASSWORD=s3cr3t DB_HOST=db | s3cr3t",
        "{\"api_key\": \"k-998877\"} | k-998877",
        "run --token abcdef12 --verbose | abcdef12",
        "Authorization: Basic dXNlcjpwYXNzd29yZA== | dXNlcjpw",
        "got header authorization=Bearer abc.def-ghi | abc.def",
        "sent Bearer AbCdEf123456 upstream | AbCdEf123456",
        "Cookie: session=deadbeef; theme=dark | deadbeef",
        "postgres://svc:pa55@db.local/orders | pa55",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl | eyJzdWIi",
        "aws AKIAIOSFODNN7EXAMPLE used | AKIAIOSFODNN7",
        "pushed with ghp_0123456789abcdefghijABCDEFGHIJ | ghp_0123",
        "blob 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b | 9f86d081",
        "mail from ann.lee@example.org bounced | ann.lee",
        "peer 203.0.113.77 closed | 203.0.113",
        "peer 2001:db8::8a2e:370:7334 closed | 8a2e",
        "lease 52:54:00:12:34:56 renewed | 52:54",
        "Failed password for alice from 203.0.113.7 port 22 | alice",
        "session opened user=bob | bob",
      })
  void aSecretInFreeTextIsTakenOut(String text, String secret) {
    for (Redaction.Level level : Redaction.Level.values()) {
      String left = new Redaction(level).write(log(text)).toString();
      assertThat(left).doesNotContain(secret);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "upstream timed out after 30 s at 12:00:01",
    "Out of memory: Killed process 4711 (java) total-vm:8000kB",
    "a process began to listen on TCP port 8080",
    "EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls"
  })
  void anOrdinaryTextStays(String text) {
    assertThat(new Redaction(Redaction.Level.SECRETS).write(log(text)).path("text").asText())
        .isEqualTo(text);
  }

  @Test
  void equalAddressesGetEqualNamesSoThatJoinsHold() {
    Redaction redaction = new Redaction(Redaction.Level.SECRETS);
    String first = redaction.write(login("198.51.100.1")).path("subject").asText();
    String other = redaction.write(login("198.51.100.2")).path("subject").asText();
    String again = redaction.write(login("198.51.100.1")).path("subject").asText();
    assertThat(first).isEqualTo(again).isNotEqualTo(other).isEqualTo("<address-1>");
  }

  @Test
  void namesAreTakenOutEverywhereWhenAskedFor() {
    Redaction redaction = new Redaction(Redaction.Level.NAMES);
    String all =
        String.join(
            "\n",
            List.<Fact>of(
                    new Withdrawal(WEB, "config|" + WEB + "|/home/carol/app.conf"),
                    new ConfigState(
                        WEB, "/home/carol/app.conf", ConfigState.Status.GOOD, 1, "configuration"),
                    new OtherHands(WEB, "operator", "carol", 1, "hands"),
                    new Brake("acme/fra1", "night shift of carol", 5, "carol"),
                    new KernelMessage(
                        "acme/fra1/web-1/host:web-1",
                        "oops",
                        "",
                        "web-1 kernel: oops",
                        1,
                        "kernel"))
                .stream()
                .map(fact -> redaction.write(fact).toString())
                .toList());
    assertThat(all)
        .doesNotContain("acme", "fra1", "web-1", "carol")
        .contains(
            "tenant-1/site-1/host-1/service:service-1",
            "config|tenant-1/site-1/host-1/service:service-1|path-1",
            "\"path\":\"path-1\"",
            "\"component\":\"tenant-1/site-1/host-1/host:host-1\"",
            "\"component\":\"tenant-1/site-1\"",
            "host-1 kernel: oops");
  }

  private static LogMatch log(String text) {
    return new LogMatch(WEB, "errors", text, 1, "log");
  }

  private static Finding login(String from) {
    return new Finding(WEB, "failed-login", from, "from " + from, 1, "security");
  }
}
