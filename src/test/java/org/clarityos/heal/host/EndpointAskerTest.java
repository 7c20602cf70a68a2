package org.clarityos.heal.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.fact.EndpointState.Status;
import org.clarityos.heal.inventory.Component.Probe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointAskerTest {
  private final EndpointAsker asker = new EndpointAsker(new LocalCommands());
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService handlers = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(handlers);
    answer("/ok", 200, "all is well", 0);
    answer("/broken", 500, "", 0);
    answer("/gone", 404, "", 0);
    answer("/late", 200, "all is well", 300);
    answer("/never", 200, "", 60_000);
    server.start();
  }

  private void answer(String path, int status, String body, long afterMillis) {
    server.createContext(
        path,
        exchange -> {
          try {
            end.await(afterMillis, TimeUnit.MILLISECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    handlers.shutdownNow();
  }

  private Probe probe(String path, int status, String contains) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    return probe(url, List.of(), status, contains);
  }

  private static Probe probe(String url, List<String> command, int status, String contains) {
    return new Probe(
        "page",
        url,
        command,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofMillis(200),
        status,
        contains);
  }

  private Status ask(Probe probe) throws InterruptedException {
    return asker.ask(probe).status();
  }

  @Test
  void eachClassOfAnswerIsToldFromTheOthers() throws Exception {
    ask(probe("/ok", 200, "")); // The first answer of a new server may be slow.
    assertThat(ask(probe("/ok", 200, "well"))).isEqualTo(Status.UP);
    assertThat(ask(probe("/ok", 204, ""))).isEqualTo(Status.WRONG);
    assertThat(ask(probe("/ok", 200, "ill"))).isEqualTo(Status.WRONG);
    assertThat(ask(probe("/broken", 0, ""))).isEqualTo(Status.ERROR);
    assertThat(ask(probe("/gone", 0, ""))).isEqualTo(Status.WRONG);
    assertThat(ask(probe("/late", 200, ""))).isEqualTo(Status.SLOW);
  }

  @Test
  void noAnswerWithinTheTimeLimitIsATimeout() throws Exception {
    var answer = asker.ask(probe("/never", 200, ""));

    assertThat(answer.status()).isEqualTo(Status.TIMEOUT);
    assertThat(answer.seconds()).isBetween(0.9, 2.0);
  }

  @Test
  void aPortWithoutListenerIsRefused() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    assertThat(ask(probe("http://127.0.0.1:" + port + "/", List.of(), 0, "")))
        .isEqualTo(Status.REFUSED);
    assertThat(ask(probe("tcp://127.0.0.1:" + port, List.of(), 0, ""))).isEqualTo(Status.REFUSED);
  }

  @Test
  void aCommandAnswersByExitCodeAndOutput() throws Exception {
    assertThat(ask(probe("", List.of("/bin/echo", "PONG"), 0, "PONG"))).isEqualTo(Status.UP);
    assertThat(ask(probe("", List.of("/bin/echo", "LOADING"), 0, "PONG"))).isEqualTo(Status.WRONG);
    assertThat(ask(probe("", List.of("/bin/false"), 0, ""))).isEqualTo(Status.ERROR);
    assertThat(ask(probe("", List.of("/bin/sleep", "30"), 0, ""))).isEqualTo(Status.TIMEOUT);
  }
}
