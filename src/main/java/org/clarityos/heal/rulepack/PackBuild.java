package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.diagnose.Phase;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.yaml.Problem;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;

/**
 * The compilation of one pack by itself: parsed, checked, compiled, and looked at before any of its
 * classes is loaded.
 */
final class PackBuild {
  private static final String MODELS = "drools-model";
  private static final String PLACE = "org/clarityos/heal/rules/";
  private final PackSource pack;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, RuleBase.RuleInfo> rules = new HashMap<>();
  private final List<KnownIssue> issues = new ArrayList<>();

  PackBuild(PackSource pack) {
    this.pack = pack;
  }

  /** Everything that is wrong with the pack, once it was compiled. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Compiles the pack; empty when something is wrong with it. */
  Optional<CompiledPack> compile() {
    pack.drl().forEach(this::parse);
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    KieServices services = KieServices.get();
    ReleaseId release = services.newReleaseId("clarity", pack.id(), pack.hash());
    KieFileSystem files = services.newKieFileSystem();
    files.generateAndWritePomXML(release);
    pack.drl()
        .forEach(
            (file, text) ->
                files.write(
                    "src/main/resources/" + PLACE + pack.id() + "/" + file.getFileName(),
                    DrlReader.forCompiler(text)));
    KieBuilder builder = services.newKieBuilder(files, PackBuild.class.getClassLoader());
    try {
      builder.buildAll(ExecutableModelProject.class);
      builder.getResults().getMessages(Message.Level.ERROR).forEach(this::compileError);
      return problems.isEmpty()
          ? Optional.of(compiled((InternalKieModule) builder.getKieModule()))
              .filter(compiled -> problems.isEmpty())
          : Optional.empty();
    } catch (RuntimeException e) {
      // The engine's compiler throws on some forms instead of telling an error.
      problems.add(new Problem(pack.folder(), 0, 0, "it does not compile: " + e.getMessage()));
      return Optional.empty();
    } finally {
      // The engine would keep every version of every pack.
      services.getRepository().removeKieModule(release);
    }
  }

  private CompiledPack compiled(InternalKieModule module) {
    Map<String, byte[]> classes = new TreeMap<>();
    List<String> models = new ArrayList<>();
    for (String name : module.getFileNames().stream().sorted().toList()) {
      byte[] bytes = module.getBytes(name);
      if (name.endsWith(".class") && name.startsWith(PLACE)) {
        classes.put(name, bytes);
        Sandbox.check(bytes).forEach(this::refused);
      } else if (name.endsWith(MODELS)) {
        // The first line is the engine's version, "Drools-Model-Version:…".
        Arrays.stream(new String(bytes, java.nio.charset.StandardCharsets.UTF_8).split("\n", -1))
            .filter(line -> !line.isBlank() && !line.contains(":"))
            .forEach(models::add);
      }
    }
    models.sort(null);
    return new CompiledPack(Map.copyOf(rules), List.copyOf(issues), List.copyOf(models), classes);
  }

  /** Tells what a class may not do, once for each place. */
  private void refused(Sandbox.Fault fault) {
    Problem problem = place(fault).as("sandbox");
    boolean told =
        problems.stream()
            .anyMatch(
                other ->
                    other.kind().equals(problem.kind())
                        && other.file().equals(problem.file())
                        && other.line() == problem.line());
    boolean known = problem.line() == 0 && problems.stream().anyMatch(p -> p.line() > 0);
    if (!told && !known) {
      problems.add(problem);
    }
  }

  /** The first place in the pack's text where its author wrote what a compiled class may not do. */
  private Problem place(Sandbox.Fault fault) {
    Pattern word = Pattern.compile("(?<!\\w)" + Pattern.quote(fault.word()) + "(?!\\w)");
    for (Map.Entry<Path, String> source : pack.drl().entrySet()) {
      int number = 0;
      for (String line : source.getValue().split("\n", -1)) {
        number++;
        Matcher at = word.matcher(line);
        if (!line.startsWith("//") && at.find()) {
          return new Problem(source.getKey(), number, at.start() + 1, fault.message());
        }
      }
    }
    return new Problem(pack.folder(), 0, 0, fault.message());
  }

  private void parse(Path file, String text) {
    DrlText source = new DrlText(file, text);
    List<Problem> frame = Keywords.problems(source);
    if (!frame.isEmpty()) {
      problems.addAll(frame);
      return;
    }
    List<Problem> unread = new ArrayList<>();
    Optional<PackageDescr> read = DrlReader.read(file, text, unread);
    problems.addAll(unread);
    if (read.isEmpty()) {
      return;
    }
    PackageDescr descr = read.get();
    problems.addAll(Descriptor.check(file, pack.id(), descr));
    descr.getRules().forEach(rule -> problems.addAll(words(source, rule)));
    descr.getRules().forEach(rule -> index(file, descr.getName(), rule));
    Header header = Header.parse(text);
    if (header.declaresIssue()) {
      List<Problem> found = header.problems(file);
      problems.addAll(found);
      if (found.isEmpty()) {
        issues.add(header.issue(pack.version()));
      }
    }
  }

  /** The names that are nobody's, and once there are none, the conditions that can never hold. */
  private static List<Problem> words(DrlText source, RuleDescr rule) {
    List<Problem> names = Names.problems(source, rule);
    return names.isEmpty() ? NeverTrue.problems(source, rule) : names;
  }

  private void index(Path file, String name, RuleDescr rule) {
    var id = rule.getAnnotation("id");
    var group = rule.getAttributes().get("ruleflow-group");
    if (id == null || group == null) {
      return;
    }
    String text = String.valueOf(id.getSingleValue()).replace("\"", "");
    for (RuleBase.RuleInfo other : rules.values()) {
      if (other.id().equals(text)) {
        problems.add(
            new Problem(
                file,
                rule.getLine(),
                0,
                "@id("
                    + text
                    + ") is that of rule \""
                    + other.name()
                    + "\" too; an id is never reused"));
      }
    }
    for (Phase phase : Phase.values()) {
      if (phase.group().equals(group.getValue().replace("\"", ""))) {
        rules.put(
            name + "." + rule.getName(),
            new RuleBase.RuleInfo(text, rule.getName(), pack.version(), pack.hash(), phase));
      }
    }
  }

  private void compileError(Message message) {
    String path = String.valueOf(message.getPath());
    Path file =
        pack.drl().keySet().stream()
            .filter(source -> path.endsWith(pack.id() + "/" + source.getFileName()))
            .findFirst()
            .orElse(pack.folder());
    problems.add(
        new Problem(
            file,
            Math.max(0, message.getLine()),
            Math.max(0, message.getColumn()),
            message.getText()));
  }
}
