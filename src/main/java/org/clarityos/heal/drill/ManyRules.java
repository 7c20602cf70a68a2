package org.clarityos.heal.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Packs with as many rules as are asked for, in the forms that the shipped rules have. The same count
 * always makes the same bytes.
 */
public final class ManyRules {
  /** The forms of symptoms; each has a number of its own, so that no two rules are alike. */
  private static final List<String> FORMS =
      List.of(
          """
            ProcessState(status == ProcessState.Status.PAUSED, $c: component, $s: since)
            exists Now(at >= $s + %1$d000)""",
          """
            FilesystemState($c: component, $s: since)
            exists Now(at >= $s + %1$d000)
            exists Sample(metric == "made.%1$d", component == $c, value >= 0.95) over window:time(15s)
            not Sample(metric == "made.%1$d", component == $c, value < 0.95) over window:time(5m)""",
          """
            ComponentInfo($c: component)
            accumulate( $m: Sample(metric == "made.%1$d", component == $c, value > 90) over window:time(1m);
              $n: count($m); $n >= 3 )""",
          """
            KernelMessage(type in ("made-%1$d", "made-too-%1$d"), $c: component) over window:time(10m)""",
          """
            Sample(metric == "made.%1$d", component == $c, $v: value, value > 0.4, $t: at)
            Sample(metric == "made.%1$d", component == $c, at < $t - 500, at > $t - 1500, value < $v - 0.1, $w: value)
            exists Sample(metric == "made.%1$d", component == $c, at < $t - 1500, at > $t - 2500, value < $w - 0.1)"""
              .replaceFirst("component == \\$c", "\\$c: component"),
          """
            EndpointState(status == EndpointState.Status.ERROR, probe == "made-%1$d", $c: component, $s: since)
            exists ProcessState(component == $c, status == ProcessState.Status.RUNNING)
            exists ComponentInfo(component == $c, dependent == true)
            exists Now(at >= $s + %1$d000)""",
          """
            ProcessExited($c: component, $last: at, signal in (4, 6, 11) || exitCode == %1$d) over window:time(15s)
            exists ProcessExited(component == $c, at < $last, signal in (4, 6, 11) || exitCode == %1$d) over window:time(15s)""",
          """
            groupby( $f: Finding(type == "made-%1$d", $on: component, $from: subject) over window:time(1m);
              $k: $on + "|" + $from; $all: collectList($f), $n: count($f); $n >= 5 )
            ComponentInfo($c: component, $k.startsWith(component + "|"))""");

  /** The rules of one known issue. */
  static final int EACH = 4;

  private static final String ISSUE =
      """
      // @id %1$s
      // @title A made issue
      // @maturity sandbox
      // @severity LOW
      // @since 0.1.0
      // Detects: nothing that any host has.
      // Because: it is made to be counted.
      // Not when: ever.
      // Tune: nothing.
      package org.clarityos.heal.rules.%2$s;

      import org.clarityos.heal.fact.*;

      rule "What %1$s shows"
      @id(%1$s-symptom)
      ruleflow-group "symptom"
      when
      %3$s
      then
        insertLogical(new Symptom($c, "%1$s"));
      end

      rule "What %1$s shows at other times"
      @id(%1$s-symptom-2)
      ruleflow-group "symptom"
      when
      %4$s
      then
        insertLogical(new Symptom($c, "%1$s-too"));
      end

      rule "What speaks for %1$s"
      @id(%1$s-evidence)
      ruleflow-group "evidence"
      when
        Symptom(name == "%1$s", $c: component)
      then
        insertLogical(Evidence.of("%1$s", $c, "made", "0.9"));
      end

      rule "What speaks against %1$s"
      @id(%1$s-evidence-2)
      ruleflow-group "evidence"
      when
        Symptom(name == "%1$s-too", $c: component)
      then
        insertLogical(Evidence.against("%1$s", $c, "other", "0.9"));
      end
      """;

  /** Cases are read by a check and not run; these say little. */
  private static final String CASES =
      """
      - {name: it fires, kind: fires, then: [{at: 1s, not: [%1$s]}]}
      - {name: it nearly does, kind: near_miss, then: [{at: 1s, not: [%1$s]}]}
      - {name: it has gone, kind: resolves, then: [{at: 1s, not: [%1$s]}]}
      """;

  private ManyRules() {}

  /**
   * Writes packs into a folder that is not there yet.
   *
   * @param packs how many packs
   * @param rules how many rules each has at most; a known issue has four
   */
  public static void write(Path folder, int packs, int rules) throws IOException {
    Files.createDirectory(folder);
    StringBuilder taxonomy = new StringBuilder("symptoms:\n");
    int number = 0;
    for (int pack = 0; pack < packs; pack++) {
      String name = "made" + (char) ('a' + pack);
      Path home = Files.createDirectory(folder.resolve(name));
      Files.writeString(
          home.resolve("pack.yaml"), "id: " + name + "\nversion: 1.0.0\nowner: nobody\n");
      for (int issue = 0; issue < rules / EACH; issue++) {
        number += 2;
        String id = name + "-" + issue;
        Files.writeString(
            home.resolve(id + ".drl"), ISSUE.formatted(id, name, form(number), form(number + 1)));
        Files.writeString(home.resolve(id + ".cases.yaml"), CASES.formatted(id));
        taxonomy.append("  ").append(id).append(": it is made\n");
        taxonomy.append("  ").append(id).append("-too: it is made\n");
      }
    }
    Files.writeString(folder.resolve("taxonomy.yaml"), taxonomy.toString());
  }

  private static String form(int number) {
    return FORMS.get(number % FORMS.size()).formatted(number).indent(2).stripTrailing();
  }
}
