package org.clarityos.heal.drill.patient;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The patient's command line: the program itself, its validator, and the companions that faults
 * need.
 */
public final class PatientMain {
  private static final int REFUSED = 1;
  private static final int POISONED = 78;

  private PatientMain() {}

  /** Runs what the arguments, pairs of an option and its value, ask for. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    int code = run(options, System.err);
    if (code != 0 || options.containsKey("--validate")) {
      Runtime.getRuntime().halt(code);
    }
  }

  private static int run(Map<String, String> options, PrintStream errors)
      throws IOException, InterruptedException {
    if (options.containsKey("--validate")) {
      return validate(Path.of(options.get("--validate")), errors);
    } else if (options.containsKey("--keep")) {
      Keeper.run(Path.of(options.get("--keep")));
    } else if (options.containsKey("--squat")) {
      Squatter.run(Integer.parseInt(options.get("--squat")));
    } else if (options.containsKey("--lock")) {
      LockHolder.run(Path.of(options.get("--lock")));
    } else if (options.containsKey("--config") && options.containsKey("--dir")) {
      return serve(Path.of(options.get("--config")), Path.of(options.get("--dir")), errors);
    } else {
      errors.println("patient: --config FILE --dir DIR, or --validate FILE");
      return REFUSED;
    }
    return 0;
  }

  private static int validate(Path file, PrintStream errors) throws IOException {
    try {
      PatientConfig.read(file);
      return 0;
    } catch (PatientConfig.Invalid e) {
      errors.println(e.getMessage());
      return REFUSED;
    }
  }

  private static int serve(Path file, Path folder, PrintStream errors) throws IOException {
    Files.writeString(
        folder.resolve("starts.log"),
        System.currentTimeMillis() + " " + ProcessHandle.current().pid() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    PatientConfig config;
    try {
      config = PatientConfig.read(file);
    } catch (PatientConfig.Invalid | IOException e) {
      errors.println("patient: " + e.getMessage());
      return REFUSED;
    }
    if (config.poison()) {
      errors.println("patient: poisoned");
      return POISONED;
    }
    Path pidFile = folder.resolve("app.pid");
    if (Files.exists(pidFile) && lives(Files.readString(pidFile).trim())) {
      errors.println("patient: " + pidFile + " names a living process; is it running already?");
      return REFUSED;
    }
    try {
      new Patient(config, folder, pidFile).start();
    } catch (IOException e) {
      errors.println("patient: port " + config.port() + ": " + e.getMessage());
      return REFUSED;
    }
    return 0;
  }

  /**
   * Believes the pid file without asking whose the pid is: the classic mistake that a drill needs.
   */
  private static boolean lives(String pid) {
    return pid.matches("\\d+") && Files.exists(Path.of("/proc", pid));
  }
}
