package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.fact.KnownIssue;
import org.clarityos.heal.fact.Severity;
import org.clarityos.heal.yaml.Problem;

/** The header of a known issue: the comment lines at the top of its DRL file. */
final class Header {
  private static final Pattern FIELD = Pattern.compile("^// @(\\w+) (.+)$");

  /** The four sentences of every header, in their order. */
  static final List<String> REMARKS = List.of("Detects", "Because", "Not when", "Tune");

  private static final Pattern REMARK =
      Pattern.compile("^// (Detects|Because|Not when|Tune): (.+)$");
  private static final List<String> FIELDS =
      List.of("id", "title", "maturity", "severity", "since");

  private static final List<String> MATURITIES = List.of("sandbox", "incubating", "stable");

  private final Map<String, String> fields = new TreeMap<>();
  private final Map<String, String> remarks = new TreeMap<>();

  private Header() {}

  static Header parse(String drl) {
    Header header = new Header();
    for (String line : drl.split("\n", -1)) {
      if (!line.startsWith("//")) {
        break;
      }
      Matcher field = FIELD.matcher(line);
      Matcher remark = REMARK.matcher(line);
      if (field.matches()) {
        header.fields.put(field.group(1), field.group(2).trim());
      } else if (remark.matches()) {
        header.remarks.put(remark.group(1), remark.group(2).trim());
      }
    }
    return header;
  }

  /** Whether the file declares a known issue at all; policy and planning files do not. */
  boolean declaresIssue() {
    return fields.containsKey("id");
  }

  String field(String name) {
    return fields.getOrDefault(name, "");
  }

  String remark(String name) {
    return remarks.getOrDefault(name, "");
  }

  List<Problem> problems(Path file) {
    List<Problem> problems = new ArrayList<>();
    for (String name : FIELDS) {
      if (!fields.containsKey(name)) {
        problems.add(new Problem(file, 1, 0, "the header lacks \"// @" + name + " …\""));
      }
    }
    for (String remark : REMARKS) {
      if (!remarks.containsKey(remark)) {
        problems.add(new Problem(file, 1, 0, "the header lacks \"// " + remark + ": …\""));
      }
    }
    String name = String.valueOf(file.getFileName()).replace(".drl", "");
    if (!field("id").equals(name)) {
      problems.add(
          new Problem(file, 1, 0, "@id is " + field("id") + "; it is the file's name, " + name));
    }
    if (!field("maturity").isEmpty() && !MATURITIES.contains(field("maturity"))) {
      problems.add(new Problem(file, 1, 0, "@maturity is one of " + MATURITIES));
    }
    if (!field("severity").isEmpty()) {
      try {
        Severity.valueOf(field("severity"));
      } catch (IllegalArgumentException e) {
        problems.add(new Problem(file, 1, 0, "@severity is one of " + List.of(Severity.values())));
      }
    }
    return problems;
  }

  KnownIssue issue(String pack) {
    return new KnownIssue(
        field("id"), field("title"), Severity.valueOf(field("severity")), field("maturity"), pack);
  }
}
