package org.clarityos.heal.rulepack;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version of the program or of a pack's meaning: {@code major.minor.patch}. */
record Version(int major, int minor, int patch) implements Comparable<Version> {
  /** The program's. */
  static final Version PROGRAM = new Version(0, 1, 0);

  private static final String NUMBER = "(0|[1-9]\\d{0,8})";
  private static final Pattern WHOLE = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER);
  private static final Pattern BOUND =
      Pattern.compile(NUMBER + "(?:\\." + NUMBER + "(?:\\." + NUMBER + ")?)?");

  /** The version that a text is; empty when it is none. */
  static Optional<Version> of(String text) {
    return read(WHOLE.matcher(text));
  }

  /** The version that a bound names, such as {@code 0.1} or {@code 2}; what it leaves out is 0. */
  static Optional<Version> bound(String text) {
    return read(BOUND.matcher(text));
  }

  private static Optional<Version> read(Matcher text) {
    return text.matches()
        ? Optional.of(
            new Version(number(text.group(1)), number(text.group(2)), number(text.group(3))))
        : Optional.empty();
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  @Override
  public int compareTo(Version other) {
    return Comparator.comparingInt(Version::major)
        .thenComparingInt(Version::minor)
        .thenComparingInt(Version::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
