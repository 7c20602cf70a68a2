package org.clarityos.heal.rulepack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.clarityos.heal.diagnose.Phase;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.KnownIssue;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsParserException;
import org.drools.drl.parser.ParserError;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.conf.EventProcessingOption;
import org.kie.internal.builder.conf.LanguageLevelOption;

/** The compiler of rule packs: from a folder of packs to a rule base, or to every fault found. */
public final class PackCompiler {
  private record Source(Path file, String pack, String version, String hash, String text) {}

  private final Path folder;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, RuleBase.RuleInfo> rules = new HashMap<>();
  private final List<KnownIssue> issues = new ArrayList<>();
  private final Map<String, String> texts = new TreeMap<>();
  private final Map<String, String> idsSeen = new HashMap<>();

  private PackCompiler(Path folder) {
    this.folder = folder;
  }

  /**
   * Compiles all packs of a folder: every sub-folder with a {@code pack.yaml} is one.
   *
   * @throws PackInvalid when a pack does not parse, breaks the sandbox or does not compile
   */
  public static RuleBase compile(Path folder) throws PackInvalid {
    return new PackCompiler(folder).compile(Optional.empty());
  }

  /**
   * Compiles all packs of a folder, or takes what was compiled before from the same bytes.
   *
   * @param kept the folder of compiled packs; it is made when it is not there
   * @throws PackInvalid when a pack does not parse, breaks the sandbox or does not compile
   */
  public static RuleBase compile(Path folder, Path kept) throws PackInvalid {
    return new PackCompiler(folder).compile(PackCache.in(kept));
  }

  /**
   * Compiles packs from their texts, by {@code pack/file}, as a rule base holds them.
   *
   * @throws PackInvalid when they do not compile with this version of the program
   * @throws IOException when there is no room for them
   */
  public static RuleBase compile(Map<String, String> texts) throws PackInvalid, IOException {
    Path folder = Files.createTempDirectory("clarity-packs-");
    try {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        Path file = folder.resolve(text.getKey()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("a pack's file is named " + text.getKey());
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.getValue());
      }
      return compile(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Compiles all packs of a folder, or takes them from a cache. */
  static RuleBase compile(Path folder, PackCache cache) throws PackInvalid {
    return new PackCompiler(folder).compile(Optional.of(cache));
  }

  private RuleBase compile(Optional<PackCache> cache) throws PackInvalid {
    List<Source> sources = sources();
    KieServices services = KieServices.get();
    var configuration = services.newKieBaseConfiguration();
    configuration.setOption(EventProcessingOption.STREAM);
    String hash =
        Ids.sha256(
            String.join("\n", sources.stream().map(s -> s.version() + " " + s.hash()).toList())
                .getBytes(StandardCharsets.UTF_8));
    if (problems.isEmpty() && cache.isPresent()) {
      Optional<RuleBase> before = cache.get().load(hash, texts, configuration);
      if (before.isPresent()) {
        return before.get();
      }
    }
    sources.forEach(this::parse);
    refuseIfAny();
    ReleaseId release = services.newReleaseId("clarity", "packs", hash);
    KieFileSystem files = services.newKieFileSystem();
    files.generateAndWritePomXML(release);
    sources.forEach(source -> files.write(place(source), source.text()));
    ClassLoader loader = PackCompiler.class.getClassLoader();
    KieBuilder builder = services.newKieBuilder(files, loader);
    builder.buildAll(ExecutableModelProject.class);
    builder.getResults().getMessages(Message.Level.ERROR).forEach(m -> compileError(sources, m));
    refuseIfAny();
    cache.ifPresent(c -> c.save(hash, (InternalKieModule) builder.getKieModule(), rules, issues));
    var container = services.newKieContainer(release, loader);
    Supplier<KieBase> fresh = () -> container.newKieBase(configuration);
    return new RuleBase(
        fresh.get(), fresh, Map.copyOf(rules), List.copyOf(issues), Map.copyOf(texts), hash);
  }

  private void refuseIfAny() throws PackInvalid {
    if (!problems.isEmpty()) {
      throw new PackInvalid(problems);
    }
  }

  private static String place(Source source) {
    return "src/main/resources/org/clarityos/heal/rules/"
        + source.pack()
        + "/"
        + source.file().getFileName();
  }

  private List<Source> sources() {
    List<Source> sources = new ArrayList<>();
    for (Path pack : list(folder)) {
      Path manifest = pack.resolve("pack.yaml");
      if (Files.isRegularFile(manifest)) {
        sources.addAll(pack(pack, manifest));
      }
    }
    if (sources.isEmpty()) {
      problems.add(new Problem(folder, 0, 0, "there is no pack: no sub-folder has a pack.yaml"));
    }
    return sources;
  }

  private List<Source> pack(Path pack, Path manifest) {
    List<Source> sources = new ArrayList<>();
    try {
      String manifestText = Files.readString(manifest);
      JsonNode yaml = new YAMLMapper().readTree(manifestText);
      String id = yaml.path("id").asText();
      texts.put(id + "/" + manifest.getFileName(), manifestText);
      if (!id.equals(String.valueOf(pack.getFileName()))) {
        problems.add(new Problem(manifest, 1, 0, "id is \"" + id + "\"; it is the folder's name"));
      }
      Map<Path, String> drl = new TreeMap<>();
      for (Path file : list(pack)) {
        if (file.toString().endsWith(".drl")) {
          drl.put(file, Files.readString(file));
        }
      }
      String hash = Ids.sha256(String.join("\n", drl.values()).getBytes(StandardCharsets.UTF_8));
      String version = id + "@" + yaml.path("version").asText();
      drl.forEach((file, text) -> texts.put(id + "/" + file.getFileName(), text));
      drl.forEach((file, text) -> sources.add(new Source(file, id, version, hash, text)));
    } catch (IOException e) {
      problems.add(new Problem(manifest, 0, 0, String.valueOf(e.getMessage())));
    }
    return sources;
  }

  private void parse(Source source) {
    DrlParser parser = new DrlParser(LanguageLevelOption.DRL10);
    try {
      PackageDescr descr = parser.parse(false, source.text());
      if (parser.hasErrors() || descr == null) {
        parser
            .getErrors()
            .forEach(
                error ->
                    problems.add(
                        new Problem(
                            source.file(),
                            error.getLines().length > 0 ? error.getLines()[0] : 0,
                            error instanceof ParserError parsed ? parsed.getCol() + 1 : 0,
                            error.getMessage())));
        return;
      }
      problems.addAll(Descriptor.check(source.file(), source.pack(), descr));
      descr.getRules().forEach(rule -> index(source, descr.getName(), rule));
    } catch (DroolsParserException e) {
      problems.add(new Problem(source.file(), 0, 0, String.valueOf(e.getMessage())));
    }
    Header header = Header.parse(source.text());
    if (header.declaresIssue()) {
      List<Problem> found = header.problems(source.file());
      problems.addAll(found);
      if (found.isEmpty()) {
        issues.add(header.issue(source.version()));
      }
    }
  }

  private void index(Source source, String name, RuleDescr rule) {
    var id = rule.getAnnotation("id");
    var group = rule.getAttributes().get("ruleflow-group");
    if (id == null || group == null) {
      return;
    }
    String text = String.valueOf(id.getSingleValue()).replace("\"", "");
    String other = idsSeen.putIfAbsent(text, source.file().toString());
    if (other != null) {
      problems.add(
          new Problem(
              source.file(), rule.getLine(), 0, "@id(" + text + ") is used in " + other + " too"));
    }
    for (Phase phase : Phase.values()) {
      if (phase.group().equals(group.getValue().replace("\"", ""))) {
        rules.put(
            name + "." + rule.getName(),
            new RuleBase.RuleInfo(text, rule.getName(), source.version(), source.hash(), phase));
      }
    }
  }

  private void compileError(List<Source> sources, Message message) {
    String path = String.valueOf(message.getPath());
    Path file =
        sources.stream()
            .filter(source -> path.endsWith(source.pack() + "/" + source.file().getFileName()))
            .map(Source::file)
            .findFirst()
            .orElse(folder);
    problems.add(
        new Problem(
            file,
            Math.max(0, message.getLine()),
            Math.max(0, message.getColumn()),
            message.getText()));
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
