package org.clarityos.heal.execute.action;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.fact.Safety;

/** A program that does what an ordinary user may: each action on a patient of its own. */
final class Ordinary {
  /** What each step says; a patient that runs, or is a Java virtual machine, where the step wants one. */
  private static final Map<String, String> STEPS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("command.run", "{'name': 'touch'}"),
              Map.entry("configuration.apply", "{'file': 'F/patient.json', 'candidate': 'F/next'}"),
              Map.entry("file.clean", "{'olderThan': '1m'}"),
              Map.entry("file.quarantine", "{'path': 'F/uploads/evil'}"),
              Map.entry("file.truncate", "{'path': 'F/patient.log'}"),
              Map.entry("http.call", "{'method': 'get', 'address': 'A/x'}"),
              Map.entry("jvm.flight-recording", "{'time': '1s'}"),
              Map.entry("notify.send", "{'address': 'A/x', 'text': 'it is ill'}"),
              Map.entry("process.signal", "{'signal': 'stop', 'to': 'all'}"),
              Map.entry("wait.for", "{'time': '1ms'}")));

  private static final List<String> ENDED =
      List.of(
          "process.check-start", "process.start", "process.kill-orphans", "pidfile.remove-stale");

  private Ordinary() {}

  /** Says how each went, a line each. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      all(folder, "http://127.0.0.1:" + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private static void all(Path folder, String address) throws Exception {
    for (Action<?> action : Actions.shipped().all().values()) {
      if (action.needs().stream().noneMatch(need -> need.when() == Privilege.When.ALWAYS)) {
        Path own = Files.createDirectories(folder.resolve(action.name()));
        System.out.println(action.name() + ": " + tried(action, own, address));
      }
    }
  }

  private static String tried(Action<?> action, Path folder, String address) throws Exception {
    try (Patient patient = new Patient(folder)) {
      ActionContext context = patient(patient, address);
      if (action.name().startsWith("jvm.")) {
        machine(patient);
      } else if (!ENDED.contains(action.name())) {
        patient.start();
      } else if (action.name().equals("pidfile.remove-stale")) {
        Files.writeString(patient.file("patient.pid"), "1\n");
      }
      String step = STEPS.getOrDefault(action.name(), "{}");
      var registered =
          Steps.run(
              action,
              step.replace('\'', '"').replace("F/", folder + "/").replace("A/", address + "/"),
              context);
      if (action.safety() != Safety.READ_ONLY && !registered.isEmpty()) {
        action.undo(registered, context);
      }
      return "done";
    } catch (ActionFailed e) {
      return "failed: " + e.getMessage();
    }
  }

  private static ActionContext patient(Patient patient, String address) throws Exception {
    Files.writeString(patient.file("next"), "{\"port\": 2}");
    Files.writeString(patient.file("patient.log"), "said\n");
    Files.createDirectories(patient.file("uploads"));
    Files.writeString(patient.file("uploads/evil"), "evil");
    Files.createDirectories(patient.file("old"));
    for (String name : List.of("a.log", "b.log")) {
      Path old = Files.writeString(patient.file("old").resolve(name), "old");
      Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    }
    for (String name : List.of("patient.json", "data")) {
      Path file = patient.file(name);
      patient.hands().lastGood().adopt(Patient.ID, file, Files.readAllBytes(file));
    }
    String allows =
        """
        {"addresses": ["%1$s/"], "commands": {"touch": ["/usr/bin/touch", "%2$s/touched"]},
         "quarantine": ["%2$s/uploads"], "permissions": [{"path": "%2$s/data", "mode": "rw-r-----"}]}
        """
            .formatted(address, patient.file(""));
    try (ServerSocket free = new ServerSocket(0)) {
      return patient.context(
          patient.component("service:patient", List.of(free.getLocalPort()), Steps.allows(allows)));
    }
  }

  private static void machine(Patient patient) throws Exception {
    List<String> program = new ArrayList<>();
    program.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    program.add("-Xmx64m");
    program.add("-cp");
    program.add(System.getProperty("java.class.path"));
    program.add(Idle.class.getName());
    program.add(patient.file("patient.sh").toString());
    patient.script("exec " + String.join(" ", program) + "\n");
    var spec = patient.spec();
    patient.hands().commands().launch(patient.context().command(spec, spec.start()));
    Patient.await(() -> answers(patient));
  }

  private static boolean answers(Patient patient) {
    try {
      return Jvms.of(patient.context()).ask("Thread.print").contains("idles-with");
    } catch (ActionFailed | InterruptedException e) {
      return false; // It is still the shell, or begins.
    }
  }
}
