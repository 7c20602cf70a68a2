package org.clarityos.heal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Objects;
import org.clarityos.heal.EvidenceRoom;
import org.clarityos.heal.journal.FactJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code evidence}: lists and reads the files that executions kept. */
@Command(name = "evidence", description = "Lists and reads the files that executions kept.")
final class EvidenceCommand {
  private static final String FILES = "/api/v1/evidence";

  @Spec private @Nullable CommandSpec spec;

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  @Command(name = "list", description = "Prints what is kept.")
  int list(
      @Option(names = "--incident", defaultValue = "", description = "of this incident only")
          String incident,
      @Option(names = "--url", defaultValue = "http://127.0.0.1:7717") URI url)
      throws IOException, InterruptedException {
    String answer = new ApiClient(url).get(FILES + "?incident=" + encoded(incident));
    for (JsonNode kept : FactJson.mapper().readTree(answer)) {
      out()
          .printf(
              "%s  %s/%s  %d bytes  %s%n",
              Instant.ofEpochMilli(kept.path("at").asLong()),
              kept.path("plan").asText(),
              kept.path("file").asText(),
              kept.path("bytes").asLong(),
              kept.path("component").asText());
    }
    out().flush();
    return 0;
  }

  @Command(name = "get", description = "Reads one file; that you did is on record.")
  int get(
      @Parameters(paramLabel = "PLAN/FILE", description = "as list prints it") String name,
      @Option(names = "--to", required = true, description = "the file to write") Path to,
      @Option(names = "--data", description = "the service's data folder, with its token")
          @Nullable Path data,
      @Option(names = "--by", defaultValue = "${sys:user.name}", description = "who reads it")
          String by,
      @Option(names = "--url", defaultValue = "http://127.0.0.1:7717") URI url)
      throws IOException, InterruptedException {
    int slash = name.indexOf('/');
    if (slash < 0) {
      throw new IOException(name + " is no PLAN/FILE; clarity evidence list prints them");
    }
    Path token = (data == null ? DataFolder.standard() : data).resolve(EvidenceRoom.TOKEN);
    if (!Files.isReadable(token)) {
      throw new IOException(
          token
              + " cannot be read: evidence is for those who may read the data folder; say --data");
    }
    String path =
        FILES
            + "/"
            + encoded(name.substring(0, slash))
            + "/"
            + encoded(name.substring(slash + 1))
            + "?by="
            + encoded(by);
    ApiClient client = new ApiClient(url).with(Files.readString(token).strip());
    try (InputStream content = client.stream(path)) {
      Files.copy(content, to, StandardCopyOption.REPLACE_EXISTING);
    }
    return 0;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
