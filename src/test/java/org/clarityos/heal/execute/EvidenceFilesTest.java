package org.clarityos.heal.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that executions kept, found in a real folder beside a real database file. */
class EvidenceFilesTest {
  private static final String PLAN = "00000000000000aa";
  private static final String FORGOTTEN = "00000000000000bb";

  @TempDir private Path home;
  private JdbcConnectionPool pool;
  private EvidenceFiles files;

  @BeforeEach
  void keep() throws Exception {
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:" + home.resolve("clarity") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
            "sa",
            "");
    Flyway.configure().dataSource(pool).locations("db/migration").load().migrate();
    Jdbi jdbi = Jdbi.create(pool);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "insert into execution(plan_id, component, incident, status, body, started, ended)"
                    + " values (?, 'acme/fra1/web-1/service:web', 'i1', 'HEALED', '{}', 1, 2)",
                PLAN));
    files = new EvidenceFiles(jdbi, home.resolve("executions"));
    Files.writeString(home.resolve("secret"), "not evidence");
    write(PLAN, "threads");
    write(PLAN, "status");
    write(FORGOTTEN, "status");
    Files.createSymbolicLink(
        home.resolve("executions").resolve(PLAN).resolve("link"), home.resolve("secret"));
  }

  @AfterEach
  void close() {
    pool.dispose();
  }

  private void write(String plan, String name) throws Exception {
    Path folder = Files.createDirectories(home.resolve("executions").resolve(plan));
    Files.writeString(folder.resolve(name), plan + " " + name);
  }

  @Test
  void eachFileIsListedWithItsComponentAndIncidentAndNoLink() throws Exception {
    assertThat(files.list())
        .extracting(kept -> kept.plan() + "/" + kept.file() + " of " + kept.incident())
        .containsExactly(
            PLAN + "/status of i1", PLAN + "/threads of i1", FORGOTTEN + "/status of ");
  }

  @Test
  void nothingIsListedBeforeTheFirstExecution() throws Exception {
    assertThat(new EvidenceFiles(Jdbi.create(pool), home.resolve("none")).list()).isEmpty();
  }

  @Test
  void aFileIsFoundByItsPlanAndName() throws Exception {
    assertThat(files.find(PLAN, "threads").map(files::path).map(Path::getFileName))
        .hasValue(Path.of("threads"));
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "00000000000000aa, link, a link that leads out",
    "00000000000000aa, ../../secret, a name that climbs out",
    ".., secret, a plan that climbs out",
    "00000000000000aa, other, a name that nobody kept",
    "00000000000000cc, status, a plan that kept nothing",
  })
  void nothingElseIsFound(String plan, String file, String name) throws Exception {
    assertThat(files.find(plan, file)).isEmpty();
  }
}
