package org.clarityos.heal.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The faults by name. */
final class FaultList {
  /** All faults. */
  static final Map<String, Fault> ALL = all();

  private FaultList() {}

  private static Map<String, Fault> all() {
    Map<String, Fault> all = new TreeMap<>();
    all.put("kill", FaultList::kill);
    all.put("dependency-down", new ProcessFaults.DependencyDown());
    all.put("pause", new ProcessFaults.Pause());
    all.put("hang-handler", (site, part) -> inside(site, "hang-handler"));
    all.put("slow", (site, part) -> inside(site, "slow&ms=800"));
    all.put("errors", (site, part) -> inside(site, "errors"));
    all.put("wrong-data", (site, part) -> inside(site, "wrong-data"));
    all.put("corrupt-state", new ResourceFaults.State());
    all.put("none", (site, part) -> Fault.Aftermath.NONE);
    all.put("corrupt-configuration-and-kill", new ConfigurationFaults.CorruptAndKill());
    all.put("corrupt-configuration", new ConfigurationFaults.Corrupt());
    all.put("poison-configuration", new ConfigurationFaults.Poison());
    all.put("wrong-upstream", new ConfigurationFaults.WrongUpstream());
    all.put("legitimate-edit", new ConfigurationFaults.LegitimateEdit());
    all.put("leak-memory", new ResourceFaults.Memory());
    all.put("leak-descriptors", new ResourceFaults.Descriptors());
    all.put("fill", new ResourceFaults.Fill());
    all.put("read-only", new ResourceFaults.ReadOnly());
    all.put("stale-pid-file", new ProcessFaults.StalePidFile());
    all.put("squat-port", new ProcessFaults.SquatPort());
    all.put("stop", new ProcessFaults.Stop());
    all.put("deploy", new ProcessFaults.Deploy());
    all.put("package-upgrade", new ProcessFaults.PackageUpgrade());
    return Collections.unmodifiableMap(all);
  }

  /** Kills a part with its descendants, and sees it gone. */
  static Fault.Aftermath kill(Site site, Part part) throws IOException, InterruptedException {
    long pid = site.pid(part).orElseThrow(() -> new IOException(part + " does not run"));
    Spawn.kill(pid);
    Await.until(Duration.ofSeconds(2), () -> !Spawn.alive(pid));
    return Fault.Aftermath.NONE;
  }

  /** Switches a fault on inside the app. */
  static Fault.Aftermath inside(Site site, String fault) throws IOException, InterruptedException {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    URI uri = URI.create("http://" + host + ":" + site.ports().app() + "/fault?name=" + fault);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(2))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the fault " + fault + " was not injected: " + answer.body());
    }
    return Fault.Aftermath.NONE;
  }
}
