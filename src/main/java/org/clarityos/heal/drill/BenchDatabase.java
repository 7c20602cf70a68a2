package org.clarityos.heal.drill;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalPropertiesReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/** An empty, migrated database of a measurement, which goes when it is closed. */
final class BenchDatabase implements AutoCloseable {
  private static final String SCHEMA = "clarity_bench";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  private final AgroalDataSource source;
  private final Jdbi jdbi;
  private final String url;
  private final Path folder;

  private BenchDatabase(String url, String user, Path folder) throws SQLException {
    this.url = url;
    this.folder = folder;
    source =
        AgroalDataSource.from(
            new AgroalPropertiesReader()
                .readProperties(
                    Map.of(
                        AgroalPropertiesReader.JDBC_URL, url,
                        AgroalPropertiesReader.PRINCIPAL, user,
                        AgroalPropertiesReader.CREDENTIAL, user,
                        AgroalPropertiesReader.MAX_SIZE, "10"))
                .get());
    Flyway.configure()
        .dataSource(source)
        .locations("db/migration")
        .schemas(SCHEMA)
        .cleanDisabled(false)
        .load()
        .migrate();
    jdbi = Jdbi.create(source);
  }

  /**
   * A database as the service uses it.
   *
   * @param url the JDBC URL of a PostgreSQL whose user and password are {@code postgres}, or the empty string for H2
   *     in a file
   */
  static BenchDatabase open(String url) throws IOException {
    Path folder = Files.createTempDirectory("clarity-bench-db-");
    try {
      return url.isEmpty()
          ? new BenchDatabase(
              "jdbc:h2:file:"
                  + folder.resolve("clarity")
                  + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0"
                  + ";INIT=CREATE SCHEMA IF NOT EXISTS "
                  + SCHEMA
                  + "\\;SET SCHEMA "
                  + SCHEMA,
              "clarity",
              folder)
          : new BenchDatabase(
              url + (url.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA,
              "postgres",
              folder);
    } catch (SQLException e) {
      throw new IOException("the database cannot be used: " + e.getMessage(), e);
    }
  }

  Jdbi jdbi() {
    return jdbi;
  }

  /** How many rows a table has. */
  long rows(String table) {
    return number("select count(*) from " + table);
  }

  /** How many bytes it takes on disk. */
  long bytes() throws IOException {
    if (url.startsWith(POSTGRESQL)) {
      return number("select pg_database_size(current_database())");
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    }
  }

  private long number(String query) {
    return jdbi.withHandle(handle -> handle.select(query).mapTo(Long.class).one());
  }

  @Override
  public void close() throws IOException {
    jdbi.useHandle(handle -> handle.execute("drop schema " + SCHEMA + " cascade"));
    source.close();
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.sorted(Comparator.reverseOrder()).toList();
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }
}
