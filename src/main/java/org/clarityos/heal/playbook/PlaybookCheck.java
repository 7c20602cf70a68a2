package org.clarityos.heal.playbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.yaml.Problem;

/** The check of one playbook that could be read: every problem with its place and what is right. */
final class PlaybookCheck {
  private static final Set<String> KINDS =
      Set.of(
          "host",
          "process",
          "service",
          "container",
          "runtime",
          "jvm",
          "filesystem",
          "disk",
          "interface",
          "endpoint",
          "config",
          "package",
          "kernel",
          "account");
  private static final List<String> MATURITIES = List.of("sandbox", "incubating", "stable");
  private static final int MOST_RETRIES = 5;
  private static final Duration SHORTEST_LOOK = Duration.ofMillis(10);

  private final Path file;
  private final List<String> lines;
  private final Playbook playbook;
  private final List<Problem> problems = new ArrayList<>();

  PlaybookCheck(Path file, Playbook playbook) throws IOException {
    this.file = file;
    this.lines = Files.readAllLines(file);
    this.playbook = playbook;
  }

  /**
   * All problems of the playbook.
   *
   * @param actions the names of the actions there are
   * @param fault what is wrong with the parameters of an action
   */
  List<Problem> problems(
      Set<String> actions, BiFunction<String, ObjectNode, Optional<String>> fault) {
    head();
    handles();
    Set<String> ids = new HashSet<>();
    for (Playbook.Step step : playbook.steps()) {
      step(step, actions, fault);
      if (!ids.add(step.id())) {
        at(step, "id", "two steps have the id " + step.id() + "; each needs its own");
      }
    }
    Playbook.Verify verify = playbook.verify();
    if (verify.every().compareTo(SHORTEST_LOOK) < 0) {
      top("verify", "every is below 10ms; that would be a busy loop");
    }
    if (verify.within().compareTo(verify.every()) < 0) {
      top("verify", "within is shorter than every; then it would look once only");
    }
    return problems;
  }

  private void head() {
    if (!playbook.id().matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      top("id", "the id is \"" + playbook.id() + "\"; it reads like restart-process");
    }
    if (!playbook.version().matches("\\d+\\.\\d+\\.\\d+")) {
      top("version", "version is \"" + playbook.version() + "\"; it reads major.minor.patch");
    }
    if (!MATURITIES.contains(playbook.maturity())) {
      top("maturity", "maturity is \"" + playbook.maturity() + "\"; it is one of " + MATURITIES);
    }
    for (String need : playbook.needs()) {
      if (!Playbook.NEEDS.contains(need)) {
        top("needs", "no inventory declares \"" + need + "\"; it is one of " + Playbook.NEEDS);
      }
    }
  }

  private void handles() {
    if (playbook.handles().isEmpty()) {
      top("id", "handles is missing; name the known issues it handles, and on which kinds");
    }
    for (Playbook.Handles handled : playbook.handles()) {
      if (handled.knownIssue().isBlank() || handled.kinds().isEmpty()) {
        top("handles", "each entry says a knownIssue and the kinds of component");
      }
      if (!KINDS.containsAll(handled.kinds())) {
        top(
            "handles",
            "kinds of "
                + handled.knownIssue()
                + " are "
                + handled.kinds()
                + "; there are "
                + new TreeSet<>(KINDS));
      }
    }
  }

  private void step(
      Playbook.Step step,
      Set<String> actions,
      BiFunction<String, ObjectNode, Optional<String>> fault) {
    if (!actions.contains(step.action())) {
      String there = "; there are " + new TreeSet<>(actions);
      at(step, "action", "there is no action \"" + step.action() + "\"" + there);
    } else {
      fault.apply(step.action(), step.with()).ifPresent(wrong -> at(step, "with", wrong));
    }
    if (step.timeout().isZero()) {
      at(step, "timeout", "timeout is 0; it is above 0, for example 10s");
    }
    if (step.retries() < 0 || step.retries() > MOST_RETRIES) {
      at(step, "retries", "retries is " + step.retries() + "; it is 0 to " + MOST_RETRIES);
    }
  }

  private void top(String key, String problem) {
    problems.add(place(Pattern.compile("^(" + key + "):"), 0, problem));
  }

  private void at(Playbook.Step step, String key, String problem) {
    Pattern id = Pattern.compile("^\\s*-?\\s*(id):\\s*[\"']?" + Pattern.quote(step.id()) + "\\b");
    int last = 0;
    for (int i = 0; i < lines.size(); i++) {
      last = id.matcher(lines.get(i)).find() && lines.get(i).startsWith(" ") ? i : last;
    }
    problems.add(place(Pattern.compile("^\\s+-?\\s*(" + key + "):"), last, problem));
  }

  private Problem place(Pattern pattern, int from, String problem) {
    for (int i = from; i < lines.size(); i++) {
      Matcher matcher = pattern.matcher(lines.get(i));
      if (matcher.find()) {
        return new Problem(file, i + 1, matcher.start(1) + 1, problem);
      }
    }
    return new Problem(file, from + 1, 1, problem);
  }
}
