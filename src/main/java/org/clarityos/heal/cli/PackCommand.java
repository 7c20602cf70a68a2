package org.clarityos.heal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.clarityos.heal.journal.FactJson;
import org.clarityos.heal.rulepack.PackShelf;
import org.clarityos.heal.rulepack.Scaffold;
import org.clarityos.heal.rulepack.Signature;
import org.clarityos.heal.rulepack.Signatures;
import org.clarityos.heal.signing.SignerKeys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code pack}: makes rule packs, and leads them through their life in a running service. */
@Command(
    name = "pack",
    description = "Makes rule packs, and leads them through their life in a running service.")
final class PackCommand {
  private static final String PACKS = "/api/v1/packs";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--url", defaultValue = "http://127.0.0.1:7717", description = "the service")
  private URI url = URI.create("http://127.0.0.1:7717");

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  @Command(name = "new", description = "Makes a pack without rules.")
  int create(
      @Parameters(paramLabel = "PACK", description = "its name, one word") String name,
      @Option(
              names = "--owner",
              defaultValue = "${sys:user.name}",
              description = "who answers for it")
          String owner,
      @Option(
              names = "--home",
              defaultValue = "${env:CLARITY_HOME:-.}",
              description = "the folder with rules and playbooks")
          Path home,
      @Option(
              names = "--policy",
              defaultValue = "${env:CLARITY_HOME:-.}",
              description = "the home whose policy and planning a new home takes over")
          Path policy) {
    return Made.tell(
        spec,
        () -> {
          List<Path> made = new ArrayList<>();
          made.addAll(Scaffold.pack(home.resolve("rules"), name, owner));
          made.addAll(Scaffold.policy(home.resolve("rules"), policy.resolve("rules")));
          return made;
        },
        "next: clarity rule new " + name + " ISSUE");
  }

  @Command(name = "key", description = "Makes the keys of somebody who signs packs.")
  int key(
      @Parameters(paramLabel = "NAME", description = "who signs") String name,
      @Option(names = "--out", defaultValue = ".", description = "the folder they are written to")
          Path folder) {
    return Made.tell(
        spec,
        () -> SignerKeys.make(folder, name),
        "next: keep the private key to yourself, and give "
            + name
            + ".pub to the service: into its folder signers");
  }

  @Command(name = "sign", description = "Signs a pack as it is now, as its author or reviewer.")
  int sign(
      @Parameters(paramLabel = "FOLDER", description = "the pack") Path folder,
      @Option(names = "--as", required = true, description = "author or reviewer") String role,
      @Option(names = "--key", required = true, description = "the private key, NAME.key")
          Path key) {
    String name = String.valueOf(key.getFileName()).replace(SignerKeys.PRIVATE, "");
    return Made.tell(
        spec,
        () -> List.of(Signatures.sign(folder, Signature.Role.of(role), name, key)),
        name + " has signed " + folder + " as its " + role);
  }

  @Command(name = "list", description = "Prints the active packs, and what is left out of them.")
  int list() throws IOException, InterruptedException {
    JsonNode answer = read(new ApiClient(url).get(PACKS));
    for (JsonNode pack : answer.path("active")) {
      out()
          .println(pack.path("pack").asText() + "  " + pack.path("hash").asText().substring(0, 12));
    }
    for (JsonNode change : answer.path("changes")) {
      out()
          .println(
              "%s %s %s since %s: %s"
                  .formatted(
                      change.path("pack").asText(),
                      change.path("id").asText(""),
                      change.path("status").asText(),
                      Instant.ofEpochMilli(change.path("since").asLong()),
                      change.path("reason").asText()));
    }
    return 0;
  }

  @Command(
      name = "shadow",
      description = "Checks a pack, runs its cases, and lets it run beside the active packs.")
  int shadow(
      @Parameters(paramLabel = "FOLDER", description = "the pack") Path folder,
      @Option(names = "--by", defaultValue = "${sys:user.name}", description = "who submits it")
          String by)
      throws IOException, InterruptedException {
    ObjectNode body = FactJson.mapper().createObjectNode().put("by", by);
    ObjectNode files = body.putObject("files");
    for (Map.Entry<String, String> text : PackShelf.texts(folder).entrySet()) {
      files.put(text.getKey(), text.getValue());
    }
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    return told("POST", PACKS + "/" + name, body.toString(), name + " runs in shadow");
  }

  @Command(
      name = "compare",
      description = "Prints what the shadow concludes and the active packs do not.")
  int compare() throws IOException, InterruptedException {
    JsonNode answer = read(new ApiClient(url).get(PACKS + "/shadow"));
    for (JsonNode difference : answer.path("differences")) {
      out()
          .println(
              "%s  %s%n  active: %s%n  shadow: %s%n  by %s"
                  .formatted(
                      Instant.ofEpochMilli(difference.path("at").asLong()),
                      difference.path("about").asText(),
                      difference.path("active").asText(),
                      difference.path("shadow").asText(),
                      difference.path("rules")));
    }
    out()
        .println(
            "%d batches compared, %d differences, %d batches behind"
                .formatted(
                    answer.path("batches").asLong(),
                    answer.path("count").asLong(),
                    answer.path("behind").asLong()));
    return 0;
  }

  @Command(name = "promote", description = "Lets the pack in shadow take over.")
  int promote(
      @Option(names = "--reason", required = true) String reason,
      @Option(names = "--by", defaultValue = "${sys:user.name}") String by,
      @Option(
              names = "--first",
              defaultValue = "",
              description = "the host or component that it may act on first; elsewhere it proposes")
          String first,
      @Option(
              names = "--share",
              defaultValue = "25",
              description = "how many hosts of a hundred come next, once it has proven itself")
          int share)
      throws IOException, InterruptedException {
    String where = "&first=" + URLEncoder.encode(first, StandardCharsets.UTF_8);
    return told(
        "POST",
        PACKS + "/shadow/promote" + because(by, reason) + where + "&percent=" + share,
        "",
        "it is active");
  }

  @Command(name = "dismiss", description = "Ends the run of the pack in shadow.")
  int dismiss(
      @Option(names = "--reason", required = true) String reason,
      @Option(names = "--by", defaultValue = "${sys:user.name}") String by)
      throws IOException, InterruptedException {
    return told("DELETE", PACKS + "/shadow" + because(by, reason), "", "it is dismissed");
  }

  @Command(
      name = "revert",
      description = "Lets the packs before the last promotion take over again.")
  int revert(
      @Option(names = "--reason", required = true) String reason,
      @Option(names = "--by", defaultValue = "${sys:user.name}") String by)
      throws IOException, InterruptedException {
    return told("POST", PACKS + "/revert" + because(by, reason), "", "the packs before are active");
  }

  private int told(String method, String path, String json, String done)
      throws InterruptedException {
    try {
      new ApiClient(url).ask(method, path, json);
      out().println(done);
      return 0;
    } catch (IOException e) {
      out().println(e.getMessage());
      return 1;
    } finally {
      out().flush();
    }
  }

  private static String because(String by, String reason) {
    return "?by="
        + URLEncoder.encode(by, StandardCharsets.UTF_8)
        + "&reason="
        + URLEncoder.encode(reason, StandardCharsets.UTF_8);
  }

  private static JsonNode read(String json) throws IOException {
    return FactJson.mapper().readTree(json);
  }
}
