package org.clarityos.heal.drill.patient;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/**
 * The patient: answers its users, asks what it needs, and has faults that a drill can switch on.
 */
final class Patient {
  private static final int UPSTREAM_MILLIS = 200;
  private static final String STABLE_STATE = "{\"state\":\"well\"}\n";
  private final PatientConfig config;
  private final Path folder;
  private final Path pidFile;
  private final Path state;
  private final Faults faults = new Faults();

  Patient(PatientConfig config, Path folder, Path pidFile) {
    this.config = config;
    this.folder = folder;
    this.pidFile = pidFile;
    this.state = folder.resolve("data/state.json");
  }

  /** Binds its port, writes its pid file and serves until it is ended. */
  void start() throws IOException {
    Files.createDirectories(state.getParent());
    if (!Files.exists(state)) {
      Files.writeString(state, STABLE_STATE);
    }
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), config.port());
    HttpServer server = HttpServer.create(address, 64);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::user);
    server.createContext("/count", this::count);
    server.createContext("/fault", this::fault);
    String self = Long.toString(ProcessHandle.current().pid());
    Files.writeString(pidFile, self + "\n");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(self), "leave"));
    server.start();
  }

  private void leave(String self) {
    try {
      if (Files.exists(pidFile) && Files.readString(pidFile).trim().equals(self)) {
        Files.delete(pidFile);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the pid file stays behind", e);
    }
  }

  private void user(HttpExchange exchange) throws IOException {
    faults.beforeAnswer();
    if (faults.errors()) {
      answer(exchange, 500, "a fault was injected");
    } else if (!upstreamAnswers()) {
      answer(exchange, 503, "what it needs does not answer: " + config.upstream());
    } else if (faults.wrongData() || !Files.readString(state).equals(STABLE_STATE)) {
      answer(exchange, 200, "gibberish");
    } else {
      answer(exchange, 200, config.message());
    }
  }

  private boolean upstreamAnswers() {
    if (config.upstream().isEmpty()) {
      return true;
    }
    int colon = config.upstream().lastIndexOf(':');
    int port = Integer.parseInt(config.upstream().substring(colon + 1));
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(UPSTREAM_MILLIS);
      String host = config.upstream().substring(0, colon);
      socket.connect(new InetSocketAddress(host, port), UPSTREAM_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException e) {
      return false;
    }
  }

  private void count(HttpExchange exchange) throws IOException {
    long starts = Files.readAllLines(folder.resolve("starts.log")).size();
    answer(exchange, 200, Long.toString(starts));
  }

  private void fault(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    boolean known = faults.inject(query == null ? "" : query);
    answer(exchange, known ? 200 : 400, known ? "injected" : "no such fault: " + query);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Connection", "close");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }
}
