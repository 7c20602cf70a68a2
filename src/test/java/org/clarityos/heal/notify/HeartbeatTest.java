package org.clarityos.heal.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signs of life to a real HTTP server and to a file. */
class HeartbeatTest {
  private static final String SIGN =
      "{\"service\":\"acme/fra1/web-1/service\",\"program\":\"1.2.3\",\"at\":7,\"sequence\":12}";

  @TempDir private Path folder;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private Optional<String> ill = Optional.empty();
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/ping",
        exchange -> {
          String token = exchange.getRequestHeaders().getFirst("Authorization");
          heard.add(token + " " + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Heartbeat heartbeat(Listener listener) {
    return new Heartbeat(
        new Heartbeat.Terms(listener, Duration.ofSeconds(1)),
        () -> ill,
        () -> new Heartbeat.Sign("acme/fra1/web-1/service", "1.2.3", 7, 12));
  }

  private Listener server() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/ping";
    return Listener.of(url, Optional.of(token));
  }

  @Test
  void aServerHearsThatTheServiceLives() throws Exception {
    Heartbeat heartbeat = heartbeat(server());
    heartbeat.beat();
    assertThat(heard).containsExactly("Bearer s3cret " + SIGN);
    assertThat(heartbeat.missed()).isEmpty();
  }

  @Test
  void nothingIsHeardWhileTheServiceIsIll() throws Exception {
    Heartbeat heartbeat = heartbeat(server());
    ill = Optional.of("it lags");
    heartbeat.beat();
    assertThat(heard).isEmpty();
    assertThat(heartbeat.missed()).contains("it lags");
    ill = Optional.empty();
    heartbeat.beat();
    assertThat(heard).hasSize(1);
    assertThat(heartbeat.missed()).isEmpty();
  }

  @Test
  void aServerThatDoesNotTakeItIsSaid() throws Exception {
    Heartbeat heartbeat = heartbeat(server());
    status = 500;
    heartbeat.beat();
    assertThat(heartbeat.missed()).get().asString().contains("clarity.heartbeat", "answered 500");
    server.stop(0);
    heartbeat.beat();
    assertThat(heartbeat.missed()).get().asString().contains("does not take anything");
  }

  @Test
  void aFileHoldsTheNewestSign() throws Exception {
    Path file = folder.resolve("heartbeat");
    Heartbeat heartbeat = heartbeat(Listener.of(file.toString(), Optional.empty()));
    heartbeat.beat();
    heartbeat.beat();
    assertThat(file).hasContent(SIGN);
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".next"));
  }

  @Test
  void aFloodIsRefused() {
    assertThatThrownBy(() -> new Heartbeat.Terms(sign -> {}, Duration.ofMillis(999)))
        .hasMessageContaining("clarity.heartbeat.every")
        .hasMessageContaining("PT1S at least");
  }
}
