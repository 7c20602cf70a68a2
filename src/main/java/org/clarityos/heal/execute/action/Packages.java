package org.clarityos.heal.execute.action;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.host.CommandRunner;

/** What actions on packages share: which ones are allowed, and how apt and dpkg are asked. */
final class Packages {
  /** Nobody is there to be asked, and no service is to be restarted by the way. */
  private static final Map<String, String> ALONE =
      Map.of("DEBIAN_FRONTEND", "noninteractive", "NEEDRESTART_MODE", "l", "LC_ALL", "C.UTF-8");

  private static final Pattern INSTALLED = Pattern.compile("(\\S)(\\S)\\S? +(\\S+)");

  private Packages() {}

  /** A package that the inventory allows. */
  static String allowed(ActionContext context, String name) throws ActionFailed {
    List<String> allowed = context.component().allows().packages();
    if (!allowed.contains(name)) {
      throw new ActionFailed(
          name
              + " is not among the packages that the inventory allows for "
              + context.component().id()
              + ": "
              + allowed);
    }
    return name;
  }

  /**
   * The version of a package that is installed.
   *
   * @throws ActionFailed when it is not, or only half
   */
  static String installed(ActionContext context, String name)
      throws ActionFailed, InterruptedException {
    CommandRunner.Result result =
        ask(
            context,
            Duration.ofSeconds(10),
            "dpkg-query",
            "--show",
            "--showformat=${db:Status-Abbrev} ${Version}\n",
            name);
    Matcher matcher = INSTALLED.matcher(result.output().trim());
    if (result.exitCode() != 0 || !matcher.matches() || !"i".equals(matcher.group(2))) {
      throw new ActionFailed(
          "package " + name + " is not installed as it should be: " + Programs.words(result));
    }
    return matcher.group(3);
  }

  /** Whether a package is held at its version. */
  static boolean held(ActionContext context, String name)
      throws ActionFailed, InterruptedException {
    return run(context, Duration.ofSeconds(30), "apt-mark", "showhold", name).equals(name);
  }

  /** Holds a package at its version, or lets it go; answers what came of it. */
  static String hold(ActionContext context, String name, boolean held)
      throws ActionFailed, InterruptedException {
    run(context, Duration.ofSeconds(30), "apt-mark", held ? "hold" : "unhold", name);
    if (held(context, name) != held) {
      throw new ActionFailed(name + " is " + (held ? "not held" : "still held") + " by dpkg");
    }
    return (held ? "held " : "let go of ") + name + " at " + installed(context, name);
  }

  /** Runs a program that must succeed; answers what it said. */
  static String run(ActionContext context, Duration limit, String... arguments)
      throws ActionFailed, InterruptedException {
    CommandRunner.Result result = ask(context, limit, arguments);
    if (result.exitCode() != 0) {
      throw new ActionFailed(
          String.join(" ", arguments)
              + " ended with "
              + result.exitCode()
              + ": "
              + Programs.lastWords(result));
    }
    return result.output().trim();
  }

  private static CommandRunner.Result ask(
      ActionContext context, Duration limit, String... arguments) throws InterruptedException {
    return ask(context, Path.of("/"), limit, List.of(arguments));
  }

  static CommandRunner.Result ask(
      ActionContext context, Path directory, Duration limit, List<String> arguments)
      throws InterruptedException {
    return context
        .hands()
        .commands()
        .run(
            new CommandRunner.Command(
                new ArrayList<>(arguments), "", directory, ALONE, Optional.empty(), limit));
  }
}
