package org.clarityos.heal.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The audit log as it is stored: what is found in it, and what shows when its rows are altered. */
class AuditLogTest {
  private static final int COMMITS = 4000;

  /** One that was filled once, for those who only look. */
  private static final Database LOOKED_AT = new Database();

  private static AuditLog full = new AuditLog(LOOKED_AT.jdbi());
  private final Database database = new Database();
  private final AuditLog log = new AuditLog(database.jdbi());

  @BeforeAll
  static void fillTheOne() {
    full = filled(LOOKED_AT, new Random(4));
  }

  @AfterAll
  static void closeTheOne() {
    LOOKED_AT.close();
  }

  @AfterEach
  void close() {
    database.close();
  }

  static Stream<Arguments> filters() {
    AuditFilter all = AuditFilter.newest(50);
    return Stream.of(
        Arguments.of("everything", all),
        Arguments.of("a component", all.ofComponent("acme/fra1/h7/host:h7")),
        Arguments.of("a component of long ago", all.ofComponent("acme/fra1/old/host:old")),
        Arguments.of("an incident", all.ofIncident("i3")),
        Arguments.of("a kind", all.ofKind("brake")),
        Arguments.of("a rule", all.ofRule("r2")),
        Arguments.of("a rule on a component", all.ofRule("r2").ofComponent("acme/fra1/h7/host:h7")),
        Arguments.of("a person", all.ofPerson("eve")),
        Arguments.of("a verdict", all.ofDecision("ASK")),
        Arguments.of("a time", all.between(300_000, 400_000)),
        Arguments.of("a rule at a time", all.ofRule("r2").between(300_000, 400_000)),
        Arguments.of("nothing there is", all.ofComponent("acme/fra1/none/host:none")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("filters")
  void findsTheNewestThatMatchOverSegmentsOfTheDirectory(String name, AuditFilter filter) {
    List<AuditRecord> all = new ArrayList<>();
    full.each(all::add);
    List<AuditRecord> expected =
        all.stream()
            .filter(filter::matches)
            .sorted(
                java.util.Comparator.comparingLong(AuditRecord::at)
                    .thenComparing(AuditRecord::chain)
                    .thenComparingLong(AuditRecord::seq))
            .toList();
    List<AuditRecord> newest =
        expected.subList(Math.max(0, expected.size() - filter.limit()), expected.size());
    assertThat(expected.isEmpty()).isEqualTo(name.startsWith("nothing"));
    assertThat(full.find(filter)).isEqualTo(newest);
    // One that was opened later knows the same.
    assertThat(new AuditLog(LOOKED_AT.jdbi()).find(filter)).isEqualTo(newest);
  }

  /** Two chains of 20,000 records each, whose log is opened again in between. */
  private static AuditLog filled(Database database, Random random) {
    AuditLog at = new AuditLog(database.jdbi());
    for (int i = 0; i < COMMITS; i++) {
      at = i % (COMMITS / 4) == 0 ? new AuditLog(database.jdbi()) : at;
      List<AuditRecord.Draft> drafts = new ArrayList<>();
      for (int j = 0; j < 10; j++) {
        drafts.add(draft(i * 1000L, random, i < 10 ? "old" : "h" + random.nextInt(40)));
      }
      at.commit("shard-" + i % 2, handle -> {}, () -> drafts);
    }
    assertThat(at.verify()).isEmpty();
    return at;
  }

  private static AuditRecord.Draft draft(long at, Random random, String host) {
    String component = "acme/fra1/" + host + "/host:" + host;
    return switch (random.nextInt(6)) {
      case 0 -> new AuditRecord.Draft(at, "brake", component, "", "{\"by\":\"eve\"}");
      case 1 ->
          new AuditRecord.Draft(
              at,
              "decision",
              component,
              "i" + random.nextInt(9),
              "{\"at\":1,\"verdict\":\"" + (random.nextBoolean() ? "ASK" : "ACT") + "\"}");
      default ->
          new AuditRecord.Draft(
              at, "firing", component, "", "{\"rule\":\"r" + random.nextInt(5) + "\"}");
    };
  }

  @Test
  void aRecordThatWasAlteredInItsRowIsNamed() {
    AuditLog log = filled(database, new Random(5));
    rewrite(5, record -> record.body().replace("}", ",\"more\":1}"));
    assertThat(log.verify()).hasValue("record 5 of chain shard-0: its content was altered");
  }

  @Test
  void aRowThatWasRemovedIsNamed() {
    AuditLog log = filled(database, new Random(6));
    database
        .jdbi()
        .useHandle(handle -> handle.execute("delete from audit_block where seq_first = 21"));
    assertThat(log.verify())
        .hasValueSatisfying(
            fault -> assertThat(fault).contains("record 21 is missing or out of order"));
  }

  @Test
  void aCommitThatFailedLeavesNoRecordAndTheNextOneFollowsTheLastThatHeld() {
    log.commit("shard-0", handle -> {}, () -> List.of(draft(1, new Random(7), "h1")));
    assertThatThrownBy(
            () ->
                log.commit(
                    "shard-0",
                    handle -> {},
                    () -> {
                      throw new IllegalStateException("no record can be made");
                    }))
        .hasMessage("no record can be made");
    log.commit("shard-0", handle -> {}, () -> List.of(draft(2, new Random(8), "h2")));
    assertThat(log.verify()).isEmpty();
    assertThat(log.last("shard-0")).isEqualTo(2);
  }

  /** Stores a block anew with the body of one record changed, and its hashes as they were. */
  private void rewrite(long seq, Function<AuditRecord, String> body) {
    Block block = new BlockStore(database.jdbi()).after("shard-0", seq - 1).get(0);
    List<AuditRecord> altered =
        block.records().stream()
            .map(
                r ->
                    r.seq() != seq
                        ? r
                        : new AuditRecord(
                            r.chain(),
                            r.seq(),
                            r.at(),
                            r.kind(),
                            r.component(),
                            r.incident(),
                            body.apply(r),
                            r.prev(),
                            r.hash()))
            .toList();
    database
        .jdbi()
        .useTransaction(
            handle -> {
              int chain = BlockStore.number(handle, "shard-0");
              handle.execute(
                  "delete from audit_block where seq_first = ? and id < ?",
                  block.first(),
                  (chain + 1L) << 48);
              BlockStore.insert(handle, chain, Block.of(altered));
            });
  }

  @Test
  void aNameThatIsTooLongForTheDirectoryKeepsNobodyFromWritingAndIsFound() {
    String name = "eve".repeat(500);
    AuditRecord.Draft said =
        new AuditRecord.Draft(
            1, "export", "", "", "{\"format\":\"jsonl\",\"by\":\"" + name + "\"}");
    log.commit("service", handle -> {}, () -> List.of(said));
    AuditRecord.Draft other = new AuditRecord.Draft(2, "gap", "", "", "{\"from\":1}");
    log.commit("service", handle -> {}, () -> java.util.Collections.nCopies(20_000, other));
    log.commit("service", handle -> {}, () -> List.of(other));

    assertThat(log.find(AuditFilter.newest(10).ofPerson(name)))
        .extracting(AuditRecord::kind)
        .containsExactly("export");
  }

  @Test
  void textCannotMoveFromOneFieldToTheNextUnderTheSameHash() {
    AuditRecord.Draft draft = new AuditRecord.Draft(1, "brake", "acme\nfra1", "", "{}");
    log.commit("shard-0", handle -> {}, () -> List.of(draft));
    AuditRecord is = log.find(AuditFilter.newest(1)).get(0);
    AuditRecord forged =
        new AuditRecord(
            is.chain(),
            is.seq(),
            is.at(),
            is.kind(),
            "acme",
            "fra1\n",
            is.body(),
            is.prev(),
            is.hash());

    assertThat(is.expectedHash()).isEqualTo(is.hash());
    assertThat(forged.expectedHash()).isNotEqualTo(is.hash());
  }
}
