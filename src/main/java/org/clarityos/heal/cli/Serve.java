package org.clarityos.heal.cli;

import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code serve}: runs the service in the foreground. */
@Command(name = "serve", description = "Runs the service; without an inventory it observes only.")
final class Serve implements Callable<Integer> {
  private static final String NOT_STARTED = "the service did not start";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--inventory", description = "the inventory, clarity.yaml")
  private @Nullable Path inventory;

  @Option(
      names = "--data",
      description = "the folder of everything it keeps; .clarity in the home when it is not said")
  private @Nullable Path data;

  @Option(names = "--port", description = "the port of the API on the loopback address")
  private int port = 7717;

  @Option(names = "--stability", description = "how long well counts as healed, for example 60s")
  private String stability = "60s";

  @Override
  public Integer call() {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Path folder = (data == null ? DataFolder.standard() : data).toAbsolutePath().normalize();
    if (inventory != null) {
      System.setProperty("clarity.inventory", inventory.toAbsolutePath().toString());
    }
    System.setProperty("clarity.data", folder.toString());
    System.setProperty("quarkus.http.port", Integer.toString(port));
    System.setProperty("clarity.stability", stability);
    try (DataFolder held = DataFolder.hold(folder)) {
      portIsFree();
      return run(err);
    } catch (IOException e) {
      Failure.tell(NOT_STARTED, e, err);
      return 1;
    }
  }

  /** Nothing may be watched, let alone healed, by a service whose API will not be there. */
  private void portIsFree() throws IOException {
    String host = System.getProperty("quarkus.http.host", "127.0.0.1");
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      throw new IOException(
          "port %d of %s cannot be had (%s); name another with --port"
              .formatted(port, host, e.getMessage()),
          e);
    }
  }

  private static int run(PrintWriter err) {
    AtomicInteger exit = new AtomicInteger();
    Quarkus.run(
        null,
        (code, failure) -> {
          exit.set(code);
          if (failure != null) {
            Failure.tell(NOT_STARTED, failure, err);
          }
        });
    return exit.get();
  }
}
