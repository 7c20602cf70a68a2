package org.clarityos.heal.cli;

import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code serve}: runs the service in the foreground. */
@Command(name = "serve", description = "Runs the service; without an inventory it observes only.")
final class Serve implements Callable<Integer> {
  @Option(names = "--inventory", description = "the inventory, clarity.yaml")
  private @Nullable Path inventory;

  @Option(names = "--data", description = "the folder of everything it keeps")
  private @Nullable Path data;

  @Option(names = "--port", description = "the port of the API on the loopback address")
  private int port = 7717;

  @Option(names = "--stability", description = "how long well counts as healed, for example 60s")
  private String stability = "60s";

  @Override
  public Integer call() {
    if (inventory != null) {
      System.setProperty("clarity.inventory", inventory.toAbsolutePath().toString());
    }
    if (data != null) {
      System.setProperty("clarity.data", data.toAbsolutePath().toString());
    }
    System.setProperty("quarkus.http.port", Integer.toString(port));
    System.setProperty("clarity.stability", stability);
    Quarkus.run();
    return 0;
  }
}
