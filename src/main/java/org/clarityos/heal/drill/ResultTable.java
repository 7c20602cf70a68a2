package org.clarityos.heal.drill;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The table of drills: a line per run while they go, a row per drill at the end. */
final class ResultTable {
  private static final String ROW = "%-28s %8s %8s %9s %8s %11s %9s  %s%n";

  private ResultTable() {}

  /** Prints one run. */
  static void line(Result result, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-28s %-7s recover %6s  failures %4d  %s%s%n",
        result.drill().name(),
        result.verdict(),
        seconds(result.times().recover()),
        result.failures(),
        plans(result),
        result.note().isEmpty() ? "" : " - " + result.note() + " " + result.collateral());
  }

  private static String plans(Result result) {
    return String.join(
        ", ", result.plans().stream().map(p -> p.playbook() + " " + p.result()).toList());
  }

  /** Prints a row per drill, times as medians in seconds. */
  static void print(List<Result> results, PrintStream out) {
    Map<String, List<Result>> drills = new LinkedHashMap<>();
    for (Result result : results) {
      drills
          .computeIfAbsent(result.drill().name(), name -> new java.util.ArrayList<>())
          .add(result);
    }
    out.println();
    out.printf(
        Locale.ROOT,
        ROW,
        "drill",
        "passed",
        "detect",
        "diagnose",
        "recover",
        "collateral",
        "failures",
        "");
    drills.forEach((name, runs) -> row(name, runs, out));
  }

  private static void row(String name, List<Result> runs, PrintStream out) {
    Result first = runs.get(0);
    if (first.verdict() == Result.Verdict.SKIPPED) {
      out.printf(Locale.ROOT, ROW, name, "skipped", "", "", "", "", "", first.note());
      return;
    }
    long passed = runs.stream().filter(r -> r.verdict() == Result.Verdict.PASSED).count();
    int collateral = runs.stream().mapToInt(r -> r.collateral().size()).sum();
    out.printf(
        Locale.ROOT,
        ROW,
        name,
        passed + "/" + runs.size(),
        median(runs, r -> r.times().detect()),
        median(runs, r -> r.times().diagnose()),
        median(runs, r -> r.times().recover()),
        collateral,
        runs.stream()
            .mapToInt(Result::failures)
            .sorted()
            .skip(runs.size() / 2)
            .findFirst()
            .orElse(0),
        first.drill().expect() == Drill.Expect.NOTHING ? "nothing may be done" : "");
  }

  private static String median(List<Result> runs, Function<Result, Optional<Long>> time) {
    List<Long> sorted = runs.stream().map(time).flatMap(Optional::stream).sorted().toList();
    return sorted.isEmpty() ? "-" : seconds(Optional.of(sorted.get(sorted.size() / 2)));
  }

  private static String seconds(Optional<Long> millis) {
    return millis.map(m -> String.format(Locale.ROOT, "%.2f s", m / 1000.0)).orElse("-");
  }
}
