package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.yaml.Problem;

/**
 * The look at the frame of a DRL file, rule … when … then … end, before it is parsed: the parser
 * mends what is misspelt or missing there, and then tells of something else.
 */
final class Keywords {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_$][\\w$-]*|@\\w+|\"");
  private static final Set<String> TOP =
      Set.of("package", "import", "rule", "query", "function", "global", "declare");

  private final DrlText source;
  private final String bare;
  private final List<Problem> problems = new ArrayList<>();
  private Part part = Part.OUTSIDE;
  private String rule = "";
  private int start;

  /** A part of a file, with the keyword that ends it. */
  private enum Part {
    OUTSIDE("rule"),
    HEAD("when"),
    WHEN("then"),
    THEN("end");

    private final String next;

    Part(String next) {
      this.next = next;
    }
  }

  private Keywords(DrlText source) {
    this.source = source;
    this.bare = DrlText.bare(source.text());
  }

  /** What is misspelt or missing in the frame of a file. */
  static List<Problem> problems(DrlText source) {
    Keywords look = new Keywords(source);
    look.quotes();
    if (look.problems.isEmpty()) {
      look.frame();
    }
    return look.problems;
  }

  private void quotes() {
    int at = 0;
    for (String line : bare.split("\n", -1)) {
      if (line.chars().filter(c -> c == '"').count() % 2 == 1) {
        String message = "a text that begins on this line does not end on it; \" is missing";
        problems.add(source.at(at + line.lastIndexOf('"'), message).as("syntax"));
      }
      at += line.length() + 1;
    }
  }

  private void frame() {
    Matcher words = WORD.matcher(bare);
    while (words.find()) {
      String word = words.group();
      if (word.equals("rule") && named(words.end())) {
        unfinished(words.start());
        part = Part.HEAD;
        rule = name(words.end());
        start = words.start();
      } else if (part == Part.OUTSIDE) {
        outside(words);
      } else if (word.equals(part.next)) {
        part = Part.values()[(part.ordinal() + 1) % Part.values().length];
      } else if (word.equals("end") || (part == Part.HEAD && word.equals("then"))) {
        missing(words.start(), word);
      }
    }
    unfinished(bare.length());
  }

  private boolean named(int from) {
    return bare.substring(from).stripLeading().startsWith("\"");
  }

  private String name(int from) {
    int open = source.text().indexOf('"', from);
    return source.text().substring(open, source.text().indexOf('"', open + 1) + 1);
  }

  /** A word before a name is a misspelt "rule"; others at the top the parser tells of. */
  private void outside(Matcher words) {
    String word = words.group();
    boolean first = source.text().lastIndexOf('\n', words.start()) == words.start() - 1;
    if (first && named(words.end()) && !TOP.contains(word) && Near.close(word, "rule")) {
      say(words.start(), "\"" + word + "\" is no keyword; rule is");
    }
  }

  private void unfinished(int until) {
    if (part != Part.OUTSIDE) {
      missing(until, "");
    }
  }

  /** Tells of the keyword that should have come before a place: misspelt, or not there. */
  private void missing(int until, String found) {
    Matcher lines =
        Pattern.compile("(?m)^[ \\t]*([A-Za-z]+)[ \\t]*$").matcher(bare).region(start, until);
    while (lines.find()) {
      String word = lines.group(1);
      if (!Set.of("when", "then", "end").contains(word) && Near.close(word, part.next)) {
        say(lines.start(1), "\"" + word + "\" is no keyword; " + part.next + " is");
        part = found.equals("end") ? Part.OUTSIDE : Part.THEN;
        return;
      }
    }
    String where = found.isEmpty() ? "" : " before " + found;
    int place = found.isEmpty() ? start : until;
    say(place, "rule " + rule + " has no \"" + part.next + "\"" + where);
    part = found.equals("end") ? Part.OUTSIDE : Part.THEN;
  }

  private void say(int offset, String message) {
    problems.add(source.at(offset, message).as("syntax"));
  }
}
