package org.clarityos.heal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Exports that were tampered with: each is found out, at the first record that is bad. */
class TamperedExportTest {
  private static final List<String> CHAINS = List.of("executions", "shard-0", "shard-1");
  private static final int RECORDS = 60;
  @TempDir private static Path data;
  private static AuditKey key;
  private static List<String> lines;

  /** What a tampering made, and the words that tell where. */
  private record Tampered(List<String> lines, String where) {}

  private enum Tampering {
    EDIT {
      @Override
      Tampered of(Random random) {
        List<String> bad = new ArrayList<>(lines);
        int at = random.nextInt(lines.size() - 1);
        AuditRecord record = record(at);
        String body = record.body().replace("}", ",\"more\":" + random.nextInt(9) + "}");
        bad.set(at, line(record, body, record.prev(), record.hash()));
        return new Tampered(bad, placed(record) + "its content was altered");
      }
    },
    REWRITE {
      /** Every hash from the edited record on is right again; only the signature is not. */
      @Override
      Tampered of(Random random) {
        List<String> bad = new ArrayList<>(lines);
        int at = plain(random);
        String chain = record(at).chain();
        String prev = record(at).prev();
        for (int i = at; i < bad.size() - 1 && record(i).chain().equals(chain); i++) {
          AuditRecord r = record(i);
          String body = i == at ? "{\"nothing\":0}" : r.body();
          AuditRecord.Draft draft =
              new AuditRecord.Draft(r.at(), r.kind(), r.component(), r.incident(), body);
          AuditRecord next = AuditRecord.of(chain, r.seq(), draft, prev);
          prev = next.hash();
          bad.set(i, ExportLine.of(next));
        }
        AuditRecord checkpoint =
            IntStream.range(at, lines.size() - 1)
                .mapToObj(TamperedExportTest::record)
                .filter(r -> Checkpoint.in(r).filter(c -> c.to() >= record(at).seq()).isPresent())
                .findFirst()
                .orElseThrow();
        return new Tampered(bad, placed(checkpoint) + "records ");
      }
    },
    DELETE {
      @Override
      Tampered of(Random random) {
        List<String> bad = new ArrayList<>(lines);
        int at = random.nextInt(lines.size() - 1);
        AuditRecord gone = record(at);
        bad.remove(at);
        boolean last = at == lines.size() - 2 || !record(at + 1).chain().equals(gone.chain());
        return new Tampered(
            bad,
            last
                ? placed(gone) + "it is missing"
                : placed(record(at + 1)) + "record " + gone.seq() + " is missing or out of order");
      }
    },
    INSERT {
      @Override
      Tampered of(Random random) {
        List<String> bad = new ArrayList<>(lines);
        int at = plain(random);
        AuditRecord before = record(at);
        AuditRecord.Draft draft = new AuditRecord.Draft(7, "decision", "web", "", "{\"forged\":1}");
        AuditRecord forged = AuditRecord.of(before.chain(), before.seq() + 1, draft, before.hash());
        bad.add(at + 1, ExportLine.of(forged));
        return new Tampered(bad, placed(forged) + "record " + (forged.seq() + 1) + " is missing");
      }
    },
    REORDER {
      @Override
      Tampered of(Random random) {
        List<String> bad = new ArrayList<>(lines);
        int at = plain(random);
        Collections.swap(bad, at, at + 1);
        return new Tampered(
            bad,
            placed(record(at + 1)) + "record " + record(at).seq() + " is missing or out of order");
      }
    },
    TRUNCATE {
      @Override
      Tampered of(Random random) {
        int left = 1 + random.nextInt(lines.size() - 2);
        return new Tampered(lines.subList(0, left), "the last line: the export was cut");
      }
    },
    CUT_BEFORE_ITS_END {
      @Override
      Tampered of(Random random) {
        int left = lines.size() - 2 - random.nextInt(RECORDS / 2);
        List<String> bad = new ArrayList<>(lines.subList(0, left));
        bad.add(lines.get(lines.size() - 1));
        return new Tampered(bad, placed(record(left)) + "it is missing");
      }
    },
    SPACE {
      @Override
      Tampered of(Random random) {
        List<String> bad = new ArrayList<>(lines);
        int at = random.nextInt(lines.size() - 1);
        bad.set(at, bad.get(at).replace(",\"seq\"", ", \"seq\""));
        return new Tampered(bad, "line " + (at + 1) + ": ");
      }
    };

    abstract Tampered of(Random random);
  }

  /** A record that is no checkpoint and not near its chain's end. */
  private static int plain(Random random) {
    int at = random.nextInt(CHAINS.size()) * (lines.size() - 1) / CHAINS.size();
    at += random.nextInt(RECORDS - 10);
    while (record(at).kind().equals(Checkpoint.KIND)) {
      at++;
    }
    return at;
  }

  private static AuditRecord record(int at) {
    return ExportLine.read(lines.get(at)).orElseThrow();
  }

  private static String placed(AuditRecord record) {
    return "record " + record.seq() + " of chain " + record.chain() + ": ";
  }

  private static String line(AuditRecord r, String body, String prev, String hash) {
    return ExportLine.of(
        new AuditRecord(
            r.chain(), r.seq(), r.at(), r.kind(), r.component(), r.incident(), body, prev, hash));
  }

  @BeforeAll
  static void export() throws IOException {
    key = AuditKey.in(data);
    AtomicLong time = new AtomicLong(1_000_000);
    try (Database database = new Database()) {
      AuditLog log = new AuditLog(database.jdbi());
      Sealer sealer = new Sealer(log, key, time::get, new Sealer.Often(Duration.ofMinutes(1), 10));
      for (int number = 0; number < RECORDS; number++) {
        for (String chain : CHAINS) {
          String body =
              "{\"name\":\"w\u00e9b \\\"%d\\\"\",\"value\":%d.50}".formatted(number, number);
          long at = time.addAndGet(50);
          log.commit(
              chain,
              handle -> {},
              () -> List.of(new AuditRecord.Draft(at, "firing", "acme/\"w\"", "", body)));
        }
        sealer.look();
      }
      sealer.seal();
      StringWriter text = new StringWriter();
      Export.write(log, key, text);
      lines = text.toString().lines().toList();
    }
  }

  private static ChainCheck check(List<String> export) throws IOException {
    ChainCheck check = new ChainCheck(key.open(), List.of());
    String text = String.join("\n", export) + "\n";
    Export.check(new BufferedReader(new StringReader(text)), check);
    return check;
  }

  static Stream<Arguments> tamperings() {
    return IntStream.range(0, 100)
        .mapToObj(seed -> Arguments.of(Tampering.values()[seed % Tampering.values().length], seed));
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("tamperings")
  void isFoundAtTheFirstBadRecord(Tampering tampering, int seed) throws IOException {
    Tampered tampered = tampering.of(new Random(seed));
    assertThat(check(tampered.lines()).fault().orElse("whole")).startsWith(tampered.where());
  }

  @Test
  void anUntouchedExportIsWholeAndEveryRecordIsCovered() throws IOException {
    ChainCheck whole = check(lines);
    assertThat(whole.fault()).isEmpty();
    assertThat(whole.count()).isEqualTo(lines.size() - 1);
    assertThat(whole.checkpoints()).isGreaterThan(3 * RECORDS / 12);
    for (String chain : CHAINS) {
      assertThat(whole.covered(chain)).isGreaterThanOrEqualTo(RECORDS);
    }
  }

  @Test
  void aLogThatAnotherKeySignedIsFoundOutByTheKeyAlone(@TempDir Path other) throws IOException {
    ChainCheck check = new ChainCheck(AuditKey.in(other).open(), List.of());
    Export.check(new BufferedReader(new StringReader(String.join("\n", lines))), check);
    assertThat(check.fault().orElse("whole")).endsWith("it was signed with another key");
  }

  @Test
  void aLogThatWasCutAndSignedAgainIsFoundOutByItsAnchorAlone() throws IOException {
    Checkpoint anchor =
        lines.stream()
            .limit(lines.size() - 1)
            .map(line -> ExportLine.read(line).orElseThrow())
            .flatMap(record -> Checkpoint.in(record).stream())
            .reduce((one, other) -> other)
            .orElseThrow();
    List<String> cut = new ArrayList<>(lines.subList(0, lines.size() - 12));
    ChainEnds ends = new ChainEnds();
    cut.forEach(line -> ends.accept(ExportLine.read(line).orElseThrow()));
    cut.add(ExportEnd.of(ends.heads(), key).line());
    assertThat(check(cut).fault()).isEmpty();
    ChainCheck check = new ChainCheck(key.open(), List.of(anchor));
    Export.check(new BufferedReader(new StringReader(String.join("\n", cut))), check);
    assertThat(check.fault().orElse("whole"))
        .startsWith("chain shard-1: it was anchored up to record " + anchor.to());
  }
}
