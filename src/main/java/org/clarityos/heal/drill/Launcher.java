package org.clarityos.heal.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.drill.patient.PatientMain;

/** How this program's own classes are run in other processes. */
final class Launcher {
  private final Path home;
  private final String java;
  private final String classes;

  /** A launcher of the program that is built in a folder. */
  Launcher(Path home) {
    this.home = home.toAbsolutePath().normalize();
    this.java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    this.classes = classes().toString();
  }

  /** The folder of the program, its rules and playbooks. */
  Path home() {
    return home;
  }

  /** A command of the patient's program, quick to start. */
  List<String> patient(String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xmx512m", "-cp", classes, PatientMain.class.getName()));
    command.addAll(List.of(arguments));
    return List.copyOf(command);
  }

  /** The command of the service. */
  List<String> service(String... arguments) throws IOException {
    Path jar = home.resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new IOException(jar + " is not there; build the program first: ./clarity --version");
    }
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(java, "-Xms64m", "-Xmn32m", "-Xmx384m", "-XX:+UseSerialGC", "-Xshare:auto"));
    // Every site has data of its own; what was compiled for one serves all.
    command.add("-Dclarity.packs=" + home.resolve("target/packs"));
    command.add("-Ddrools.lang.level=DRL10");
    command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    command.addAll(List.of("-jar", jar.toString(), "serve"));
    command.addAll(List.of(arguments));
    return List.copyOf(command);
  }

  /** The jar or folder that holds the patient's class, found by the class itself. */
  private static Path classes() {
    String entry = "/" + PatientMain.class.getName().replace('.', '/') + ".class";
    var resource = PatientMain.class.getResource(entry);
    if (resource == null) {
      throw new IllegalStateException("the patient's program is not in this build");
    }
    String url = resource.toString();
    String place = url.substring(0, url.length() - entry.length());
    String file = place.startsWith("jar:") ? place.substring(4, place.length() - 1) : place;
    try {
      return Path.of(new URI(file));
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException("the build is at a strange place: " + url, e));
    }
  }
}
