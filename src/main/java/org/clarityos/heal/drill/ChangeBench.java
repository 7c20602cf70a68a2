package org.clarityos.heal.drill;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.rulepack.PackShelf;

/** A measurement of how soon a changed rule is active in a running service, through its API. */
public final class ChangeBench {
  private static final String PACK = "performance";
  private static final String RULE = "slow-responses.drl";
  private static final double MILLION = 1e6;

  private ChangeBench() {}

  /**
   * Changes one rule of a shipped pack again and again.
   *
   * @param home the folder where the program is built
   * @param times how often
   */
  public static void run(Path home, int times, PrintStream out)
      throws IOException, InterruptedException {
    Map<String, String> files = PackShelf.texts(home.resolve("rules").resolve(PACK));
    try (Site site = Site.open(new Launcher(home));
        ServiceProcess service = ServiceProcess.start(site)) {
      for (int time = 1; time <= times; time++) {
        Map<String, String> changed = new TreeMap<>(files);
        changed.merge(RULE, "// change " + time + "\n", (text, more) -> text + more);
        long start = System.nanoTime();
        service.api().post("/packs/" + PACK, Map.of("files", changed, "by", "bench"));
        long shadow = System.nanoTime();
        service.api().post("/packs/shadow/promote?by=bench&reason=bench", Map.of());
        long active = System.nanoTime();
        out.printf(
            "change %d: checked, its pack's cases run, in shadow after %.0f ms; all cases run and active %.0f ms later%n",
            time, (shadow - start) / MILLION, (active - shadow) / MILLION);
      }
    }
  }
}
