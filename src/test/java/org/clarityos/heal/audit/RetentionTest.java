package org.clarityos.heal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a log when its oldest records are removed, and what shows when more is missing than that. */
class RetentionTest {
  private static final List<String> CHAINS = List.of("execution", "service", "shard-0");
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int DAYS = 20;
  private static final int KEEP = 5;

  @TempDir private Path data;
  private final AtomicLong time = new AtomicLong(1000 * DAY);
  private final Database database = new Database();
  private final AuditLog log = new AuditLog(database.jdbi());
  private final List<Checkpoint> anchors = new ArrayList<>();
  private AuditKey key;
  private Sealer sealer;
  private Retention retention;

  @BeforeEach
  void fill() throws IOException {
    key = AuditKey.in(data);
    sealer =
        new Sealer(log, key, time::get, new Sealer.Often(Duration.ofMinutes(1), Integer.MAX_VALUE));
    retention = new Retention(log, key, time::get);
    for (int day = 0; day < DAYS; day++) {
      live();
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** A day of ten commits in each chain, sealed twice. */
  private void live() throws IOException {
    for (int number = 0; number < 10; number++) {
      long at = time.addAndGet(DAY / 10);
      for (String chain : CHAINS) {
        AuditRecord.Draft draft =
            new AuditRecord.Draft(at, "firing", "acme/h/host:h", "", "{\"rule\":\"r\"}");
        log.commit(chain, handle -> {}, () -> List.of(draft, draft));
      }
      if (number % 5 == 4) {
        anchors.addAll(sealer.look());
      }
    }
  }

  private List<Tombstone> sweep() throws IOException {
    return retention.sweep(time.get() - KEEP * DAY);
  }

  private long blocks() {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.select("select count(*) from audit_block").mapTo(Long.class).one());
  }

  private ChainCheck online() {
    ChainCheck check = new ChainCheck(key.open(), anchors);
    log.each(check);
    return check;
  }

  private String exported() throws IOException {
    StringWriter text = new StringWriter();
    Export.write(log, key, text);
    return text.toString();
  }

  private ChainCheck offline(String export) throws IOException {
    ChainCheck check = new ChainCheck(key.open(), anchors);
    Export.check(new BufferedReader(new StringReader(export)), check);
    return check;
  }

  @Test
  void whatIsLeftIsWholeAndTellsWhatWasRemoved() throws IOException {
    long before = log.find(AuditFilter.newest(1)).get(0).at();
    assertThat(sweep()).extracting(Tombstone::chain).containsExactlyElementsOf(CHAINS);
    for (ChainCheck check : List.of(online(), offline(exported()))) {
      assertThat(check.fault()).isEmpty();
      assertThat(check.removed())
          .hasSize(CHAINS.size())
          .allSatisfy(stone -> assertThat(stone.to()).isGreaterThan(20 * (DAYS - KEEP - 1)));
    }
    assertThat(log.find(AuditFilter.newest(1)).get(0).at()).isGreaterThanOrEqualTo(before);
    AuditRecord oldest = log.find(AuditFilter.newest(100_000)).get(0);
    assertThat(oldest.at()).isGreaterThan(time.get() - (KEEP + 1) * DAY);
  }

  @Test
  void nothingIsRemovedOfALogThatIsYoung() throws IOException {
    assertThat(retention.sweep(time.get() - 2 * DAYS * DAY)).isEmpty();
    assertThat(online().removed()).isEmpty();
    assertThat(online().fault()).isEmpty();
  }

  @Test
  void itGrowsNoMoreOverTheDaysAndAnotherLogGoesOnWithIt() throws IOException {
    sweep();
    long once = blocks();
    for (int day = 0; day < 3 * KEEP; day++) {
      live();
      sweep();
      assertThat(blocks()).isLessThan(once + 3 * CHAINS.size() * (KEEP + 1));
    }
    assertThat(offline(exported()).fault()).isEmpty();
    AuditLog again = new AuditLog(database.jdbi());
    again.commit(
        "service",
        handle -> {},
        () -> List.of(new AuditRecord.Draft(time.get(), "start", "", "", "{}")));
    assertThat(again.verify()).isEmpty();
  }

  @Test
  void aBlockThatWasRemovedWithoutATombstoneIsNamed() {
    remove(2);
    assertThat(online().fault())
        .hasValue(
            "record 3 of chain execution: record 1 is missing or out of order, and no tombstone stands for it");
  }

  @Test
  void aBlockThatWasRemovedBeyondTheTombstoneIsNamed() throws IOException {
    long last = sweep().get(0).to();
    remove(last + 2);
    assertThat(online().fault().orElse("whole"))
        .startsWith("record ")
        .contains(
            "of chain execution: record "
                + (last + 1)
                + " is missing or out of order, and no tombstone stands for it");
    assertThat(offline(exported()).fault()).isPresent();
  }

  @Test
  void aTombstoneThatIsNotTheServicesIsFoundOut(@TempDir Path other) throws IOException {
    new Retention(log, AuditKey.in(other), time::get).sweep(time.get() - KEEP * DAY);
    assertThat(online().fault().orElse("whole")).endsWith("it was signed with another key");
  }

  @Test
  void theBeginningOfAnExportThatWasCutIsFoundOut() throws IOException {
    sweep();
    String export = exported();
    String cut = export.substring(export.indexOf('\n') + 1);
    assertThat(offline(cut).fault().orElse("whole")).contains("no tombstone stands for it");
  }

  @Test
  void whatARemovalLeftBehindThatWasCutShortGoesWithTheNext() throws IOException {
    List<Block> old = new BlockStore(database.jdbi()).after("execution", 0);
    sweep();
    long left = blocks();
    database
        .jdbi()
        .useTransaction(
            handle ->
                BlockStore.insert(handle, BlockStore.number(handle, "execution"), old.get(0)));
    assertThat(online().fault()).isEmpty();
    assertThat(sweep()).isEmpty();
    assertThat(blocks()).isEqualTo(left);
  }

  private void remove(long upTo) {
    new BlockStore(database.jdbi()).remove("execution", upTo);
  }
}
