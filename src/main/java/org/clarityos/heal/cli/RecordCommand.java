package org.clarityos.heal.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.clarityos.heal.replay.Recording;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code record}: writes a part of a running service's journal into a file. */
@Command(
    name = "record",
    description = "Writes a part of a running service's journal into a recording.")
final class RecordCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "the file; ends in " + Recording.ENDING)
  private Path file = Path.of("");

  @Option(names = "--last", defaultValue = "1h", description = "how long back, such as 10m or 24h")
  private String last = "1h";

  @Option(names = "--from", description = "the start, such as 2026-01-31T12:00:00Z")
  private @Nullable String from;

  @Option(names = "--to", description = "the end; now when it is not said")
  private @Nullable String to;

  @Option(
      names = "--redact",
      defaultValue = "secrets",
      description =
          "secrets: what looks like one in free text, with accounts and addresses; names: names of hosts and people, too")
  private String redact = "secrets";

  @Option(names = "--url", defaultValue = "http://127.0.0.1:7717")
  private URI url = URI.create("http://127.0.0.1:7717");

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try {
      Path target = target();
      long batches = write(target);
      out.printf("%s: %d batches, %d bytes%n", target, batches, Files.size(target));
      return 0;
    } catch (IOException | DateTimeException e) {
      out.println(e.getMessage());
      return 2;
    } finally {
      out.flush();
    }
  }

  private Path target() {
    return file.toString().endsWith(Recording.ENDING)
        ? file
        : file.resolveSibling(file.getFileName() + Recording.ENDING);
  }

  private long write(Path target) throws IOException, InterruptedException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    long lines = 0;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new ApiClient(url).stream(query()), StandardCharsets.UTF_8))) {
      try (Writer writer =
          new OutputStreamWriter(
              new GZIPOutputStream(Files.newOutputStream(part)), StandardCharsets.UTF_8)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          writer.write(line);
          writer.write('\n');
          lines++;
        }
      }
      if (lines < 2) {
        throw new IOException("the journal has nothing of that time; nothing was written");
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    return lines - 1;
  }

  private String query() {
    String end = to == null ? Instant.now().toString() : to;
    String start = from == null ? Instant.parse(end).minus(length()).toString() : from;
    return "/api/v1/journal?from=%s&to=%s&redact=%s"
        .formatted(encoded(start), encoded(end), encoded(redact));
  }

  private Duration length() {
    try {
      return Duration.parse("PT" + last.toUpperCase(Locale.ROOT));
    } catch (DateTimeException e) {
      throw new DateTimeException("--last is \"" + last + "\"; it reads such as 10m or 24h", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
