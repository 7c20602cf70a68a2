package org.clarityos.heal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.clarityos.heal.LogIns.Came;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.Database;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.inventory.People;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes with a token, and what is on record of it, with a real register of people and a real log. */
class LogInsTest {
  private static final long NOON = 1_700_000_000_000L;
  private static final Came HERE = new Came("approval", "127.0.0.1");

  @TempDir private Path folder;
  private final Database database = new Database();
  private final AtomicLong nanos = new AtomicLong();
  private final SteadyTime time =
      new SteadyTime(Clock.fixed(Instant.ofEpochMilli(NOON), ZoneOffset.UTC), 0, nanos::get);
  private AuditLog log;
  private People people;
  private LogIns logIns;

  @BeforeEach
  void start() {
    log = new AuditLog(database.jdbi());
    people = new People(folder);
    logIns = service();
  }

  @AfterEach
  void end() {
    database.close();
  }

  /** A service that starts on the folder. */
  private LogIns service() {
    Settings settings =
        new Settings(
            "1.2.3",
            Optional.empty(),
            folder,
            folder,
            folder,
            folder,
            folder,
            folder,
            Optional.empty(),
            Optional.empty(),
            new Upkeep.Terms(Duration.ofDays(400), Duration.ofDays(30)),
            Duration.ofSeconds(60),
            10,
            false);
    Chronicle chronicle =
        new Chronicle(log, settings, time, time, () -> new Chronicle.Runs("p1", Map.of()));
    return new LogIns(people, new PeopleWatch(people, log, chronicle), chronicle, time);
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  private List<JsonNode> records(AuditFilter filter) {
    return log.find(filter).stream().map(record -> json(record.body())).toList();
  }

  private List<JsonNode> records(String kind) {
    return records(AuditFilter.newest(100).ofKind(kind));
  }

  private static JsonNode json(String body) {
    try {
      return new ObjectMapper().readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aTokenIsOnRecordOnceAnHourWithWhoAndWhereFrom() throws Exception {
    String ann = people.put("ann", Role.OPERATOR, new Random(1));
    String bob = people.put("bob", Role.VIEWER, new Random(2));
    assertThat(logIns.known(ann, HERE)).map(People.Person::name).contains("ann");
    pass(Duration.ofMinutes(59));
    logIns.known(ann, HERE);
    logIns.known(bob, HERE);
    assertThat(records("log-in"))
        .extracting(record -> record.path("by").asText() + " " + record.path("role").asText())
        .containsExactly("ann OPERATOR", "bob VIEWER");

    pass(Duration.ofMinutes(1));
    logIns.known(ann, HERE);
    List<JsonNode> ofAnn = records(AuditFilter.newest(100).ofKind("log-in").ofPerson("ann"));
    assertThat(ofAnn).hasSize(2);
    assertThat(ofAnn.get(1).path("door").asText()).isEqualTo("approval");
    assertThat(ofAnn.get(1).path("from").asText()).isEqualTo("127.0.0.1");
  }

  @Test
  void aNewTokenOfThePersonIsOnRecordAtOnce() throws Exception {
    logIns.known(people.put("ann", Role.OPERATOR, new Random(1)), HERE);
    logIns.known(people.put("ann", Role.OPERATOR, new Random(2)), HERE);
    assertThat(records("log-in")).hasSize(2);
  }

  @Test
  void refusedTokensAreCountedAndToldOnceAMinute() throws Exception {
    String old = people.put("ann", Role.OPERATOR, new Random(1));
    people.remove("ann");
    for (int i = 0; i < 500; i++) {
      assertThat(logIns.known(old, new Came("approval", "10.0.0." + i % 20))).isEmpty();
    }
    logIns.refused(new Came("evidence", "127.0.0.1"));
    assertThat(records("log-in-refused"))
        .extracting(record -> record.path("door").asText() + " " + record.path("count").asLong())
        .containsExactly("approval 1", "evidence 1");

    pass(Duration.ofSeconds(59));
    logIns.look();
    assertThat(records("log-in-refused")).hasSize(2);
    pass(Duration.ofSeconds(1));
    logIns.look();
    JsonNode rest = records("log-in-refused").get(2);
    assertThat(rest.path("count").asLong()).isEqualTo(499);
    assertThat(rest.path("since").asLong()).isEqualTo(NOON);
    assertThat(rest.path("from")).hasSize(10).first().isEqualTo(json("\"10.0.0.1\""));
    logIns.look();
    assertThat(records("log-in-refused")).hasSize(3);
  }

  @Test
  void whatWasCountedIsToldBeforeTheServiceStops() throws Exception {
    logIns.known("guess", HERE);
    logIns.known("guess", HERE);
    logIns.close();
    logIns.close();
    assertThat(records("log-in-refused"))
        .extracting(record -> record.path("count").asLong())
        .containsExactly(1L, 1L);
  }

  @Test
  void noTokenIsInTheLog() throws Exception {
    String ann = people.put("ann", Role.OPERATOR, new Random(1));
    String register = Files.readString(people.file());
    String hash = register.replaceAll("(?s).*token: \"([0-9a-f]{64})\".*", "$1");
    logIns.known(ann, HERE);
    logIns.known("my-other-password", HERE);
    assertThat(log.find(AuditFilter.newest(100)))
        .hasSize(3)
        .allSatisfy(
            record ->
                assertThat(record.body())
                    .doesNotContain(ann, hash, "my-other-password")
                    .doesNotContain(hash.substring(0, 8)));
  }

  @Test
  void whoMayComeIsOnRecordWhenItChangesAlsoWhileNoServiceRan() throws Exception {
    logIns.look();
    assertThat(records("people")).isEmpty();
    people.put("ann", Role.OPERATOR, new Random(1));
    logIns.look();
    logIns.look();
    people.put("ann", Role.OPERATOR, new Random(2));
    logIns.look();
    service().look();
    people.remove("ann");
    service().look();

    List<JsonNode> told = records("people");
    assertThat(told).hasSize(3);
    assertThat(told.get(0).path("by").asText()).isEqualTo(System.getProperty("user.name"));
    JsonNode first = told.get(0).path("people").path(0);
    assertThat(first.path("name").asText() + " " + first.path("role").asText())
        .isEqualTo("ann OPERATOR");
    assertThat(told.get(1).path("people").path(0).path("print")).isNotEqualTo(first.path("print"));
    assertThat(told.get(2).path("people")).isEmpty();
  }

  @Test
  void aChangeIsOnRecordBeforeTheLogInThatItAllows() throws Exception {
    logIns.known(people.put("ann", Role.OPERATOR, new Random(1)), HERE);
    assertThat(log.find(AuditFilter.newest(100)))
        .extracting(record -> record.kind())
        .containsExactly("people", "log-in");
  }

  @Test
  void aRegisterThatCannotBeReadIsNoChangeUntilItCan() throws Exception {
    Files.writeString(people.file(), "people: [{name: ann}]\n");
    logIns.look();
    assertThat(records("people")).isEmpty();
    Files.writeString(people.file(), "people: []\n");
    logIns.look();
    assertThat(records("people")).hasSize(1);
  }
}
