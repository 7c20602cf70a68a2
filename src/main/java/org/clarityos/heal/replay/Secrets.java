package org.clarityos.heal.replay;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms in which secrets, accounts and addresses stand in free text. It is better to take out
 * too much: what is left is shown to strangers.
 */
final class Secrets {
  private static final int MOST = 4096;
  private static final String SECRET = "<secret>";

  /** Texts of which a part stays: all but the last group. */
  private static final List<Pattern> NAMED =
      List.of(
          Pattern.compile("()(?s:-----BEGIN [A-Z ]*PRIVATE KEY-----.*)"),
          Pattern.compile("(://)[^/\\s:@]*:[^/\\s@]+(?=@)"),
          Pattern.compile(
              "(?i)(\\b(?:proxy-)?authorization\\b[\"']?\\s*[:=]\\s*|\\b(?:set-)?cookie\\b[\"']?\\s*[:=]\\s*)[^\\r\\n]+"),
          Pattern.compile("(?i)(\\b(?:bearer|basic|digest|negotiate)\\s+)[A-Za-z0-9+/._~=-]{8,}"),
          Pattern.compile(
              "(?i)((?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|session[_-]?id)"
                  + "[\\w.-]{0,40}[\"']?(?:\\s*[:=]\\s*|\\s+is\\s+))(?:\"[^\"]*\"|'[^']*'|[^\\s,;&]+)"),
          Pattern.compile(
              "(?i)(\\s--?[\\w-]{0,40}(?:passw(?:or)?d|secret|token|key)[\\w-]{0,40}\\s+)\\S+"),
          Pattern.compile("()\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*"),
          Pattern.compile("()\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"),
          Pattern.compile("()\\b(?:gh[pousr]|glpat|xox[abprs]|sk)[_-][A-Za-z0-9_-]{16,}"),
          Pattern.compile("()(?<![\\w+=-])(?=[A-Za-z+_=-]{0,80}\\d)[A-Za-z0-9+_=-]{32,}"));

  private static final Pattern MAIL = Pattern.compile("[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)(?<![\\w.:])(?:\\d{1,3}(?:\\.\\d{1,3}){3}"
              + "|(?:[0-9a-f]{2}:){5}[0-9a-f]{2}"
              + "|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}"
              + "|(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?)(?![\\w:])");
  private static final Pattern ACCOUNT =
      Pattern.compile(
          "(?i)(?<=\\buser[=:]|\\busername[=:]|\\baccount[=:]|\\blogin[=:]|\\buser[=:] |\\blogin[=:] )[\\w.\\\\-]+"
              + "|(?<=\\bfor invalid user |\\binvalid user |\\bfor )\\S+(?= from\\b)");

  private final Pseudonyms pseudonyms;

  /** Takes secrets out; what else it takes out gets a pseudonym, so that equal things stay equal. */
  Secrets(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /** A text without them. */
  String takenOut(String text) {
    String left = text.length() > MOST ? text.substring(0, MOST) + " …" : text;
    for (Pattern pattern : NAMED) {
      left = pattern.matcher(left).replaceAll("$1" + SECRET);
    }
    left = named(MAIL, "mail", left);
    left = named(ACCOUNT, "account", left);
    return named(ADDRESS, "address", left);
  }

  private String named(Pattern pattern, String kind, String text) {
    return pattern
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement("<" + pseudonyms.of(kind, found.group()) + ">"));
  }
}
