package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.clarityos.heal.diagnose.RuleBase;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * A rule as its author wrote it, taken apart.
 *
 * @param info its id, name, pack and phase
 * @param place where it begins
 * @param source the text of its file
 * @param imports the imports of its file
 * @param elements its condition, in order
 * @param inserts what it inserts
 */
public record RuleText(
    RuleBase.RuleInfo info,
    Place place,
    String source,
    String imports,
    List<Element> elements,
    List<Made> inserts) {
  private static final Pattern MADE =
      Pattern.compile(
          "insert(?:Logical)?\\s*\\(\\s*(?:new\\s+(\\w+)|(\\w+)\\.(\\w+))\\s*\\((.*)\\)\\s*\\)");

  /**
   * Where a rule begins.
   *
   * @param file its file, {@code pack/file}
   * @param line its line, from 1
   */
  public record Place(String file, int line) {}

  /**
   * What a rule inserts.
   *
   * @param type the fact's type
   * @param by the factory method; the empty string for a constructor
   * @param arguments the arguments, as texts
   */
  public record Made(String type, String by, List<String> arguments) {}

  /** Every rule of some packs, from the texts of their files. */
  public static List<RuleText> all(RuleBase base) {
    List<RuleText> rules = new ArrayList<>();
    base.sources()
        .forEach(
            (file, text) -> {
              if (file.endsWith(".drl")) {
                read(base, file, text, rules);
              }
            });
    return List.copyOf(rules);
  }

  private static void read(RuleBase base, String name, String text, List<RuleText> rules) {
    PackageDescr file =
        DrlReader.read(text)
            .orElseThrow(
                () ->
                    new IllegalStateException("a pack that was compiled does not parse any more"));
    String imports =
        text.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
    for (RuleDescr rule : file.getRules()) {
      Map<String, RuleBase.RuleInfo> known = base.rules();
      RuleBase.RuleInfo info = known.get(file.getName() + "." + rule.getName());
      if (info != null) {
        List<Element> elements = new ArrayList<>();
        rule.getLhs().getDescrs().forEach(e -> elements.add(Element.of((BaseDescr) e, text)));
        Place place = new Place(name, rule.getLine());
        rules.add(new RuleText(info, place, text, imports, List.copyOf(elements), made(rule)));
      }
    }
  }

  private static List<Made> made(RuleDescr rule) {
    List<Made> all = new ArrayList<>();
    for (String statement : String.valueOf(rule.getConsequence()).split(";\\s*(?:\n|$)", -1)) {
      Matcher made = MADE.matcher(statement);
      if (made.find()) {
        List<String> arguments =
            Arrays.stream(made.group(4).split(",", -1)).map(String::trim).toList();
        all.add(
            made.group(1) != null
                ? new Made(made.group(1), "", arguments)
                : new Made(made.group(2), made.group(3), arguments));
      }
    }
    return List.copyOf(all);
  }

  /** The first line, from one on, that has a text in it; that one when none has. */
  int line(String text, int from) {
    List<String> lines = source.lines().toList();
    for (int i = from - 1; i < lines.size(); i++) {
      if (lines.get(i).contains(text)) {
        return i + 1;
      }
    }
    return from;
  }

  /** The variable that holds the component the rule speaks of; the empty string when there is none. */
  public String subject() {
    for (Made made : inserts) {
      for (String argument : made.arguments()) {
        for (Element element : elements) {
          if (element.kind() == Element.Kind.PATTERN
              && element.patterns().get(0).field(argument).equals("component")) {
            return argument;
          }
        }
      }
    }
    return "";
  }
}
