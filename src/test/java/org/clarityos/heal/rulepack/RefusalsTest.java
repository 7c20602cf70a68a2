package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.clarityos.heal.execute.action.Actions;
import org.clarityos.heal.playbook.Playbook;
import org.clarityos.heal.playbook.PlaybookLoader;
import org.clarityos.heal.yaml.Problem;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What authors of broken packs are told, as it is written in the reference. */
class RefusalsTest {
  private static final Path REFERENCE = Path.of("docs/reference/refusals.md");
  private static final String DRL = "web-crash.drl";
  private static final String CASES = "web-crash.cases.yaml";
  private static final String MANIFEST = Manifest.FILE;
  private static final String PLAYBOOK = "start-web.yaml";
  private static final Actions ACTIONS = Actions.shipped();

  private static final String RECIPE =
      """
      id: start-web
      version: 1.0.0
      title: Start it
      handles:
        - knownIssue: web-crash
          kinds: [service]
      needs: [start]
      steps:
        - id: start
          action: process.start
          undo: none
          reason: the next plan stops it
      verify: {check: healthy, every: 50ms, within: 10s}
      """;

  private static final String RULES =
      """
      // @id web-crash
      // @title The web server has crashed
      // @maturity sandbox
      // @severity HIGH
      // @since 0.1.0
      // Detects: a process that ended by a fault.
      // Because: its users get no answer.
      // Not when: somebody stopped it.
      // Tune: nothing.
      package org.clarityos.heal.rules.web;

      import org.clarityos.heal.fact.*;

      rule "It ended by a fault"
      @id(web-crash-symptom)
      ruleflow-group "symptom"
      when
        ProcessState(status == ProcessState.Status.CRASHED, $c: component)
      then
        insertLogical(new Symptom($c, "process-crashed"));
      end

      rule "What ended by a fault has crashed"
      @id(web-crash-evidence)
      ruleflow-group "evidence"
      when
        Symptom(name == "process-crashed", $c: component)
      then
        insertLogical(Evidence.of("web-crash", $c, "process", "0.95"));
      end
      """;

  private static final String STORIES =
      """
      - name: it crashes
        kind: fires
        given:
          - {at: 1s, fact: ProcessState, status: CRASHED}
        then:
          - {at: 1s, diagnoses: {web-crash: [0.9, 1]}}
      - name: somebody stops it
        kind: near_miss
        given:
          - {at: 1s, fact: ProcessState, status: ENDED}
        then:
          - {at: 1s, not: [web-crash]}
      - name: it is back
        kind: resolves
        given:
          - {at: 1s, fact: ProcessState, status: CRASHED}
          - {at: 2s, fact: ProcessState, status: RUNNING}
        then:
          - {at: 2s, not: [web-crash]}
      """;

  /** One break: what it is, in which file, and what stands there instead of what is right. */
  private record Break(String what, String file, String right, String wrong) {}

  private static Break lhs(String what, String constraint) {
    return new Break(what, DRL, "CRASHED, $c: component", "CRASHED, $c: component, " + constraint);
  }

  private static Break rhs(String what, String statement) {
    return new Break(what, DRL, "  insertLogical(new", "  " + statement + "\n  insertLogical(new");
  }

  private static Break manifest(String what, String line) {
    return new Break(what, MANIFEST, "owner: me", "owner: me\n" + line);
  }

  private static Break drl(String what, String right, String wrong) {
    return new Break(what, DRL, right, wrong);
  }

  private static final List<Break> BREAKS =
      List.of(
          drl("a keyword is misspelt", "when\n  ProcessState", "whne\n  ProcessState"),
          drl("a rule has no end", "\"process-crashed\"));\nend", "\"process-crashed\"));"),
          drl("a text is not closed", "\"0.95\"", "\"0.95"),
          drl("a fact does not exist", "  ProcessState(", "  ProcesState("),
          drl("a field does not exist", "status ==", "stauts =="),
          drl("a value does not exist", "Status.CRASHED", "Status.CRASHD"),
          drl("a variable is not bound", "new Symptom($c", "new Symptom($d"),
          drl("the package is another's", "rules.web;", "rules.application;"),
          drl("a class is imported", "fact.*;", "fact.*;\nimport java.io.File;"),
          drl("a global is declared", "fact.*;", "fact.*;\nglobal java.util.List list;"),
          drl("a function is declared", "fact.*;", "fact.*;\nfunction int one() { return 1; }"),
          drl("a type is declared", "fact.*;", "fact.*;\ndeclare Mine\n  a: int\nend"),
          drl("a query is declared", "fact.*;", "fact.*;\nquery q()\n  ProcessState()\nend"),
          drl("the dialect is changed", "fact.*;", "fact.*;\ndialect \"mvel\""),
          drl("a rule has no id", "@id(web-crash-symptom)\n", ""),
          drl("an id is used twice", "web-crash-evidence)", "web-crash-symptom)"),
          drl(
              "a rule has another annotation",
              "@id(web-crash-symptom)",
              "@id(web-crash-symptom) @Direct"),
          drl("a rule is in no phase", "ruleflow-group \"symptom\"\n", ""),
          drl("a rule is in a phase of the policy", "group \"symptom\"", "group \"decision\""),
          drl("a rule goes before others", "group \"symptom\"", "group \"symptom\"\nsalience 10"),
          drl("a rule says no-loop", "group \"symptom\"", "group \"symptom\"\nno-loop true"),
          drl("a rule has a timer", "group \"symptom\"", "group \"symptom\"\ntimer(int: 5m)"),
          drl(
              "a rule is switched by an expression",
              "group \"symptom\"",
              "group \"symptom\"\nenabled(1 > 0)"),
          drl(
              "a symptom is not in the taxonomy",
              "$c, \"process-crashed\"",
              "$c, \"procces-crashed\""),
          drl(
              "a symptom carries a measurement",
              "$c, \"process-crashed\"",
              "$c, \"crashed-\" + $c"),
          drl("evidence is for an unknown issue", "of(\"web-crash\"", "of(\"web-crsh\""),
          drl("a symptom is inserted for ever", "insertLogical(new Symptom", "insert(new Symptom"),
          drl(
              "a pack decides",
              "insertLogical(new Symptom($c, \"process-crashed\"))",
              "insertLogical(new Refusal($c, \"i\", \"mine\", \"no\"))"),
          drl(
              "evidence is made of evidence's phase backwards",
              "insertLogical(Evidence.of(\"web-crash\", $c, \"process\", \"0.95\"))",
              "insertLogical(new Symptom($c, \"process-crashed\"))"),
          drl(
              "a later phase is read",
              "$c: component)\nthen\n  insertLogical(new",
              "$c: component)\n  not Diagnosis(component == $c)\nthen\n  insertLogical(new"),
          drl(
              "the clock is matched by itself",
              "CRASHED, $c: component)",
              "CRASHED, $c: component)\n  Now($n: at)"),
          drl(
              "a state has a window",
              "CRASHED, $c: component)",
              "CRASHED, $c: component) over window:time(5s)"),
          lhs("a state is after another", "this after[5s] $c"),
          lhs("a process is started", "Runtime.getRuntime().exec(\"id\") != null"),
          lhs("the program is asked to end", "Runtime.getRuntime().availableProcessors() > 0"),
          lhs(
              "a file is read",
              "java.nio.file.Files.exists(java.nio.file.Path.of(\"/etc/passwd\"))"),
          lhs("a thread is made", "new Thread() != null"),
          lhs("a class is looked up", "Class.forName(\"java.lang.Runtime\") != null"),
          lhs(
              "a fact's class is asked for its loader",
              "component.getClass().getClassLoader() == null"),
          lhs("the environment is read", "System.getenv(\"HOME\") != null"),
          lhs("the machine's clock is read", "since < System.currentTimeMillis()"),
          lhs("chance is used", "Math.random() > 0.5"),
          lhs("a property of the program is read", "Long.getLong(\"x\") == null"),
          lhs("much text is made", "component.repeat(1000000000) != null"),
          lhs("much memory is taken", "(new long[1000000000]).length > 0"),
          lhs("an address is looked up", "java.net.InetAddress.getByName(\"example.org\") != null"),
          drl(
              "a sum loops",
              "CRASHED, $c: component)",
              "CRASHED, $c: component)\n  $n: Number() from accumulate(ProcessState(), init(int n = 0;), action(while (true) { n++; }), result(n))"),
          drl(
              "eval reaches out",
              "CRASHED, $c: component)",
              "CRASHED, $c: component)\n  eval(Runtime.getRuntime() != null)"),
          rhs("a consequence ends the program", "System.exit(1);"),
          rhs("a consequence loops", "while (true) {}"),
          rhs("a consequence prints", "System.out.println(\"hello\");"),
          rhs("a consequence reaches the engine", "drools.getKieRuntime().halt();"),
          rhs(
              "a consequence calls inside an insert",
              "insertLogical(new Symptom(java.lang.System.getenv(\"A\"), \"process-crashed\"));"),
          drl("the header has no title", "// @title The web server has crashed\n", ""),
          drl("the header has no near miss", "// Not when: somebody stopped it.\n", ""),
          drl("the severity is unknown", "// @severity HIGH", "// @severity BAD"),
          drl("the maturity is unknown", "// @maturity sandbox", "// @maturity ready"),
          drl("the id is not the file's name", "// @id web-crash", "// @id web-broken"),
          new Break("the manifest is no YAML", MANIFEST, "id: web", "id: [web"),
          new Break("the manifest has an unknown field", MANIFEST, "owner:", "ownr:"),
          new Break("the manifest's id is another's", MANIFEST, "id: web", "id: wbe"),
          new Break("the version is no version", MANIFEST, "1.0.0", "one"),
          new Break("the version has two parts", MANIFEST, "1.0.0", "1.0"),
          manifest("the engine is no range", "engine: newest"),
          manifest("the pack is for another engine", "engine: \">=0.1 <0.1\""),
          manifest("the pack is for a later engine", "engine: \">=2\""),
          manifest("a fact that is needed is none", "facts: [Sample, ProcesState]"),
          manifest("a playbook that is needed is not there", "playbooks: [start-wbe]"),
          manifest("the budget is nothing", "budgets: {firingsPerMinute: 0}"),
          manifest("the budget has no bound", "budgets: {facts: 1000000000}"),
          new Break(
              "a pack that is needed is not there",
              MANIFEST,
              "owner: me",
              "owner: me\nneeds: [databse]"),
          new Break(
              "a case gives an unknown fact",
              CASES,
              "status: ENDED",
              "status: ENDED}\n    - {at: 1s, fact: ProcesState"),
          new Break("a case gives an unknown field", CASES, "status: ENDED", "stauts: ENDED"),
          new Break("a case gives an unknown value", CASES, "status: ENDED", "status: ENDDED"),
          new Break(
              "a ramp has one end",
              CASES,
              "status: ENDED",
              "status: ENDED}\n    - {at: 1s, every: 1s, until: 9s, fact: Sample, metric: m, ramp: [0.1]"),
          new Break("a case has no duration", CASES, "at: 2s, fact", "at: 2, fact"),
          new Break(
              "a case expects an unknown issue",
              CASES,
              "web-crash: [0.9, 1]",
              "web-crsh: [0.9, 1]"),
          new Break("a known issue has no near miss", CASES, "kind: near_miss", "kind: fires"),
          lhs("constraints exclude each other", "since > 5, since < 3"),
          lhs("a field is two values at once", "status == ProcessState.Status.GONE"),
          drl(
              "a value is of another field",
              "ProcessState.Status.CRASHED",
              "EndpointState.Status.UP"),
          drl("a text stands where a value does", "ProcessState.Status.CRASHED", "\"CRASHED\""),
          drl(
              "a fact is before and after another",
              "$c: component)",
              "$c: component, $s: since)\n  exists Sample(metric == \"cpu\", at < $s, at > $s)"),
          drl("a stable issue has no drill", "@maturity sandbox", "@maturity stable"),
          new Break(
              "a playbook is for an issue that is not there",
              PLAYBOOK,
              "knownIssue: web-crash",
              "knownIssue: web-crsh"),
          drl("no evidence speaks for a playbook's issue", "Evidence.of", "Evidence.against"),
          drl("a playbook leaves what sets it off", "Status.CRASHED", "Status.RUNNING"));

  private static Break beside(String what, String pattern) {
    return drl(what, "$c: component)\nthen", "$c: component)\n  " + pattern + "\nthen");
  }

  /** What may be loaded, and would be better otherwise. */
  private static final List<Break> WARNINGS =
      List.of(
          beside(
              "matches says no more than ==",
              "exists LogMatch(pattern matches \"error\", component == $c) over window:time(1m)"),
          beside(
              "a text is not compared first",
              "exists Sample(value > 1, metric == \"cpu\", component == $c, at > 0)"),
          beside("every metric is looked at", "exists Sample(value > 1, component == $c, at > 0)"),
          beside("an event has no bound in time", "exists Finding(type == \"new-listener\")"),
          beside(
              "a sum has no window",
              "accumulate( $f: Finding(type == \"new-listener\", component == $c); $n: count($f); $n > 3 )"),
          beside(
              "a window is longer than its events live",
              "exists Sample(metric == \"cpu\", component == $c) over window:time(2h)"),
          beside("facts are joined by nothing", "EndpointState(status == EndpointState.Status.UP)"),
          drl(
              "a rule adds nothing",
              "rule \"What ended",
              """
              rule "What ended long ago has crashed"
              @id(web-crash-evidence-2)
              ruleflow-group "evidence"
              when
                Symptom(name == "process-crashed", $c: component)
                exists Now(at >= 5)
              then
                insertLogical(Evidence.of("web-crash", $c, "process", "0.9"));
              end

              rule "What ended"""));

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> everyBrokenPackIsRefused() {
    return BREAKS.stream()
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    broken.what(),
                    () -> assertThat(problems(broken)).anyMatch(problem -> !problem.bearable())))
        .toList();
  }

  @TestFactory
  List<DynamicTest> everyPackThatWouldBeBetterOtherwiseIsLoaded() {
    return WARNINGS.stream()
        .map(
            better ->
                DynamicTest.dynamicTest(
                    better.what(),
                    () -> assertThat(problems(better)).isNotEmpty().allMatch(Problem::bearable)))
        .toList();
  }

  @Test
  void thePackThatIsBrokenHereIsWholeBefore() throws Exception {
    assertThat(problems(drl("nothing", "rule", "rule"))).isEmpty();
  }

  @Test
  void theReferenceOfRefusalsIsFresh() throws Exception {
    StringBuilder text =
        new StringBuilder(
            """
            # What authors of broken packs are told

            Generated by a test; do not edit. Each is the answer of `clarity check` to a pack that is right but for one thing.

            | what is wrong | the answer |
            |---|---|
            """);
    for (Break broken : Stream.concat(BREAKS.stream(), WARNINGS.stream()).toList()) {
      List<String> answers = new ArrayList<>();
      for (Problem problem : problems(broken)) {
        String line = problem.toString().replace(folder + "/", "").replaceAll("^[^/]*/(web/)?", "");
        answers.add(line.strip().replace("\n", " ").replace("|", "\\|").replace("<", "&lt;"));
      }
      text.append("| " + broken.what() + " | " + String.join("<br>", answers) + " |\n");
    }
    if (Boolean.getBoolean("clarity.write")) {
      Files.writeString(REFERENCE, text.toString());
    }
    assertThat(Files.readString(REFERENCE))
        .as("run ./mvnw test -Dfast -Dtest=RefusalsTest -Dclarity.write=true")
        .isEqualTo(text.toString());
  }

  private List<Problem> problems(Break broken) throws Exception {
    Path rules = Files.createTempDirectory(folder, "rules");
    Path pack = Files.createDirectory(rules.resolve("web"));
    Files.writeString(
        rules.resolve(Taxonomy.FILE),
        "symptoms:\n  process-crashed: its process ended by a fault\n");
    write(pack, MANIFEST, "id: web\nversion: 1.0.0\nowner: me\n", broken);
    write(pack, DRL, RULES, broken);
    write(pack, CASES, STORIES, broken);
    Path playbooks = Files.createTempDirectory(folder, "playbooks");
    write(playbooks, PLAYBOOK, RECIPE, broken);
    PackCheck.Report report = PackCheck.check(rules);
    List<Problem> problems = new ArrayList<>(report.problems());
    if (report.rules() > 0) {
      List<Playbook> loaded =
          PlaybookLoader.load(playbooks, ACTIONS.all().keySet(), ACTIONS::fault);
      problems.addAll(
          PlaybookLoader.strangers(playbooks, report.issues(), CrossPack.reached(rules)));
      problems.addAll(CrossPack.problems(rules, loaded, ACTIONS::effects));
    }
    return problems;
  }

  private static void write(Path pack, String name, String text, Break broken) throws Exception {
    if (name.equals(broken.file())) {
      assertThat(text).contains(broken.right());
      int at = text.indexOf(broken.right());
      Files.writeString(
          pack.resolve(name),
          text.substring(0, at) + broken.wrong() + text.substring(at + broken.right().length()));
    } else {
      Files.writeString(pack.resolve(name), text);
    }
  }
}
