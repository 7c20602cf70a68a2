package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.clarityos.heal.yaml.Problem;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.drools.drl.parser.DroolsParserException;
import org.drools.drl.parser.ParserError;
import org.drools.drl.parser.antlr4.DRL10Parser;
import org.drools.drl.parser.antlr4.DRL10ParserHelper;
import org.kie.internal.builder.conf.LanguageLevelOption;

/**
 * The reader of DRL: first in the parser's quick mode, which answers as the full one does when it finds
 * no error, at a thirtieth of the time; then, when there is one, in the full mode for its words.
 */
final class DrlReader {
  private static final Pattern ANNOTATION = Pattern.compile("@id\\([^)\n]*\\)");

  private DrlReader() {}

  /** What a file says; empty when it does not parse, and then its problems tell why. */
  static Optional<PackageDescr> read(Path file, String text, List<Problem> problems) {
    Optional<PackageDescr> quick = read(text);
    if (quick.isPresent()) {
      return quick;
    }
    DrlParser parser = new DrlParser(LanguageLevelOption.DRL10);
    try {
      PackageDescr descr = parser.parse(false, text);
      parser.getErrors().forEach(error -> problems.add(problem(file, error)));
      return parser.hasErrors() ? Optional.empty() : Optional.ofNullable(descr);
    } catch (DroolsParserException e) {
      problems.add(new Problem(file, 0, 0, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  /** What a text says; empty when it does not parse. */
  static Optional<PackageDescr> read(String text) {
    DRL10Parser parser = DRL10ParserHelper.createDrlParser(text);
    parser.removeErrorListeners();
    List<String> unknown = new ArrayList<>();
    if (parser.getTokenStream().getTokenSource() instanceof org.antlr.v4.runtime.Lexer lexer) {
      lexer.removeErrorListeners();
      lexer.addErrorListener(new Noted(unknown));
    }
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    DRL10Parser.CompilationUnitContext unit = parser.compilationUnit();
    if (parser.getNumberOfSyntaxErrors() > 0 || !unknown.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        DRL10ParserHelper.compilationUnitContext2PackageDescr(unit, parser.getTokenStream(), null));
  }

  /** The listener that remembers what is no token at all. */
  private static final class Noted extends org.antlr.v4.runtime.BaseErrorListener {
    private final List<String> unknown;

    Noted(List<String> unknown) {
      this.unknown = unknown;
    }

    @Override
    public void syntaxError(
        org.antlr.v4.runtime.Recognizer<?, ?> recognizer,
        Object symbol,
        int line,
        int column,
        String message,
        org.antlr.v4.runtime.RecognitionException cause) {
      unknown.add(message);
    }
  }

  private static Problem problem(Path file, DroolsError error) {
    int line = error.getLines().length > 0 ? error.getLines()[0] : 0;
    int column = error instanceof ParserError parsed ? parsed.getCol() + 1 : 0;
    return new Problem(file, line, column, String.valueOf(error.getMessage()));
  }

  /**
   * A text as it goes to the compiler: see {@link #withoutIds}, and with a condition that always holds at the end of each
   * rule that has one pattern only. Without it the engine (10.2.0; issue 6361 of its project, which was mended for deletions,
   * and not for updates) keeps every match whose fact is updated to match no longer, about 470 bytes each time, for ever.
   */
  static String forCompiler(String text) {
    String without = withoutIds(text);
    DrlText bare = new DrlText(Path.of(""), DrlText.bare(without));
    List<Integer> places =
        read(without).map(PackageDescr::getRules).orElse(List.of()).stream()
            .filter(DrlReader::hasOnePattern)
            .map(rule -> bare.find("then", bare.lineStart(rule.getLine())))
            .sorted(Comparator.reverseOrder())
            .toList();
    StringBuilder all = new StringBuilder(without);
    places.forEach(place -> all.insert(place, "eval(true) "));
    return all.toString();
  }

  private static boolean hasOnePattern(RuleDescr rule) {
    List<BaseDescr> conditions = rule.getLhs() == null ? List.of() : rule.getLhs().getDescrs();
    return conditions.size() == 1 && conditions.get(0) instanceof PatternDescr;
  }

  /**
   * A text without its ids, which the compiler has no use for and takes
   * most of its time to parse. Every place stays where it is.
   */
  private static String withoutIds(String text) {
    StringBuilder without = new StringBuilder(text);
    Matcher annotations = ANNOTATION.matcher(DrlText.bare(text));
    while (annotations.find()) {
      for (int at = annotations.start(); at < annotations.end(); at++) {
        without.setCharAt(at, ' ');
      }
    }
    return without.toString();
  }
}
