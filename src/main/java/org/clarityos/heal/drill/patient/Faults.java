package org.clarityos.heal.drill.patient;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The faults inside the patient; each stays until the process ends. */
final class Faults {
  private static final int STEP_BYTES = 8 << 20;
  private static final int MOST_STEPS = 54;
  private static final int STEP_MILLIS = 200;
  private static final int DESCRIPTORS_A_STEP = 40;
  private final List<byte[]> memory = new ArrayList<>();
  private final List<InputStream> open = new ArrayList<>();
  private volatile int slowMillis;
  private volatile boolean errors;
  private volatile boolean wrongData;
  private volatile boolean hanging;

  /**
   * Switches a fault on, named by a query such as {@code name=slow&ms=800}; false when there is no
   * such fault.
   */
  boolean inject(String query) {
    switch (value(query, "name", "")) {
      case "leak" -> background(this::leak);
      case "fds" -> background(this::openFiles);
      case "cpu" -> background(Faults::spin);
      case "slow" -> slowMillis = Integer.parseInt(value(query, "ms", "800"));
      case "errors" -> errors = true;
      case "wrong-data" -> wrongData = true;
      case "hang-handler" -> hanging = true;
      default -> {
        return false;
      }
    }
    return true;
  }

  boolean errors() {
    return errors;
  }

  boolean wrongData() {
    return wrongData;
  }

  /** Delays an answer as far as a fault says so. */
  void beforeAnswer() {
    try {
      if (hanging) {
        new CountDownLatch(1).await();
      }
      TimeUnit.MILLISECONDS.sleep(slowMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void leak() throws InterruptedException {
    for (int step = 0; step < MOST_STEPS; step++) {
      byte[] bytes = new byte[STEP_BYTES];
      java.util.Arrays.fill(bytes, (byte) 1);
      memory.add(bytes);
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    }
    new CountDownLatch(1).await();
  }

  private void openFiles() throws InterruptedException {
    while (true) {
      try {
        for (int i = 0; i < DESCRIPTORS_A_STEP; i++) {
          open.add(Files.newInputStream(Path.of("/dev/null")));
        }
      } catch (IOException e) {
        // The limit is reached: that is the fault; it is kept there.
      }
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    }
  }

  private static void spin() {
    double x = 1;
    while (x > 0) {
      x = Math.sqrt(x + 1);
    }
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static void background(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "fault");
    thread.setDaemon(true);
    thread.start();
  }

  private static String value(String query, String key, String otherwise) {
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(key + "=")) {
        return pair.substring(key.length() + 1);
      }
    }
    return otherwise;
  }
}
