package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.clarityos.heal.diagnose.Phase;
import org.clarityos.heal.yaml.Problem;
import org.drools.drl.ast.descr.ImportDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;

/** The check of a parsed DRL file before anything of it is compiled: what a pack may say at all. */
final class Descriptor {
  private static final Set<String> IMPORTS =
      Set.of(
          "org.clarityos.heal.fact.*",
          "java.math.BigDecimal",
          "org.clarityos.heal.diagnose.Distinct",
          "org.clarityos.heal.diagnose.NoisyOr",
          "org.clarityos.heal.diagnose.Slope");
  private static final Map<String, Set<Phase>> PHASES =
      Map.of(
          "planning", Set.of(Phase.PLAN),
          "policy",
              Set.of(
                  Phase.CONFIDENCE, Phase.DIAGNOSIS, Phase.INCIDENT, Phase.PLAN, Phase.DECISION));
  private static final Set<Phase> DOMAIN = Set.of(Phase.SYMPTOM, Phase.EVIDENCE);
  private static final Pattern STATEMENT = Pattern.compile("insert(Logical)?\\s*\\((?s:.*)\\)");
  private static final Pattern FORBIDDEN_WORDS =
      Pattern.compile(
          "\\b(while|for|do|if|switch|try|throw|Class|Runtime|System|Thread|Process|drools|kcontext"
              + "|forName|getClass|eval)\\b");

  private final Path file;
  private final String pack;
  private final List<Problem> problems = new ArrayList<>();

  private Descriptor(Path file, String pack) {
    this.file = file;
    this.pack = pack;
  }

  static List<Problem> check(Path file, String pack, PackageDescr descr) {
    Descriptor check = new Descriptor(file, pack);
    check.file(descr);
    descr.getRules().forEach(check::rule);
    return check.problems;
  }

  private void file(PackageDescr descr) {
    String expected = "org.clarityos.heal.rules." + pack;
    if (!expected.equals(descr.getName())) {
      say(
          1,
          "the package is \"" + descr.getName() + "\"; in this folder it is \"" + expected + "\"");
    }
    for (ImportDescr imported : descr.getImports()) {
      if (!IMPORTS.contains(imported.getTarget())) {
        say(
            imported.getLine(),
            "import "
                + imported.getTarget()
                + ": a pack may import "
                + IMPORTS.stream().sorted().toList());
      }
    }
    descr
        .getAttributes()
        .forEach(
            attribute ->
                say(
                    attribute.getLine(),
                    attribute.getName()
                        + " for a whole file is not for packs: each rule has its phase"));
    if (!descr.getFunctions().isEmpty()
        || !descr.getFunctionImports().isEmpty()
        || !descr.getGlobals().isEmpty()
        || !descr.getTypeDeclarations().isEmpty()) {
      say(1, "functions, globals and type declarations are not for packs; facts are enough");
    }
  }

  private void rule(RuleDescr rule) {
    String name = "rule \"" + rule.getName() + "\": ";
    if (rule.isQuery()) {
      say(rule.getLine(), name + "queries are not for packs");
      return;
    }
    if (rule.getAnnotation("id") == null) {
      say(rule.getLine(), name + "it lacks @id(…), stable and never reused");
    }
    Set<Phase> allowed = PHASES.getOrDefault(pack, DOMAIN);
    var group = rule.getAttributes().get("ruleflow-group");
    String phase = group == null ? "" : group.getValue().replace("\"", "");
    if (allowed.stream().noneMatch(p -> p.group().equals(phase))) {
      say(
          rule.getLine(),
          name
              + "ruleflow-group is \""
              + phase
              + "\"; in pack "
              + pack
              + " it is one of "
              + allowed.stream().map(Phase::group).sorted().toList());
    }
    rule.getAttributes().keySet().stream()
        .filter(attribute -> !attribute.equals("ruleflow-group"))
        .forEach(a -> say(rule.getLine(), name + a + " is not for packs: phases give the order"));
    rule.getAnnotationNames().stream()
        .filter(annotation -> !annotation.equals("id"))
        .forEach(a -> say(rule.getLine(), name + "@" + a + " is not for packs; @id is"));
    Arrays.stream(Phase.values())
        .filter(p -> p.group().equals(phase))
        .flatMap(p -> Patterns.faults(rule, p).stream())
        .forEach(fault -> say(rule.getLine(), name + fault));
    consequence(rule, name);
  }

  private void consequence(RuleDescr rule, String name) {
    String text = String.valueOf(rule.getConsequence());
    String bare = text.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"").replaceAll("//[^\n]*", "");
    for (String statement : bare.split(";", -1)) {
      if (!statement.isBlank() && !STATEMENT.matcher(statement.trim()).matches()) {
        say(
            rule.getConsequenceLine(),
            name
                + "a consequence only inserts facts: insert(…) or insertLogical(…), not \""
                + statement.trim()
                + "\"");
      }
    }
    if (FORBIDDEN_WORDS.matcher(bare).find()) {
      say(
          rule.getConsequenceLine(),
          name
              + "a consequence only inserts facts; no loops, branches, "
              + "reflection or system calls");
    }
  }

  private void say(int line, String message) {
    problems.add(new Problem(file, line, 0, message));
  }
}
