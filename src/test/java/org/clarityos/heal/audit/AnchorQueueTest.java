package org.clarityos.heal.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints on their way to a real HTTP server that takes them, refuses them or has gone. */
class AnchorQueueTest {
  @TempDir private Path folder;
  private final AtomicLong time = new AtomicLong(1000);
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private volatile int status = 204;
  private HttpServer server;
  private Path token;
  private AuditKey key;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/anchors",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          if (status == 204) {
            bodies.add(body);
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    token = Files.writeString(folder.resolve("token"), "s3cret\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    key = AuditKey.in(folder);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private AnchorQueue queue(int most) throws IOException {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/anchors";
    return new AnchorQueue(AnchorPlace.of(url, Optional.of(token)), time::get, most);
  }

  private List<Checkpoint> made(int from, int count) throws Exception {
    List<Checkpoint> made = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      made.add(Checkpoint.of("shard-0", i, List.of(AuditRecord.START), key));
    }
    return made;
  }

  private List<Long> taken() throws IOException {
    Path file = Files.writeString(folder.resolve("kept"), String.join("", bodies));
    return Anchors.read(file).stream().map(Checkpoint::from).toList();
  }

  @Test
  void whatTheServerKeepsIsAFileOfAnchors() throws Exception {
    AnchorQueue queue = queue(100);
    queue.take(made(1, 2));
    queue.take(made(3, 1));
    assertThat(taken()).containsExactly(1L, 2L, 3L);
    assertThat(tokens).containsOnly("Bearer s3cret");
    assertThat(queue.state()).isEqualTo(new AnchorQueue.State(0, 0));
  }

  @Test
  void whatWasRefusedIsTriedAgainAfterAPauseThatGrows() throws Exception {
    AnchorQueue queue = queue(100);
    status = 503;
    refused(queue, made(1, 1));
    refused(queue, made(2, 1));
    assertThat(tokens).as("it is too early").hasSize(1);
    time.addAndGet(1000);
    refused(queue, List.of());
    time.addAndGet(1000);
    refused(queue, List.of());
    assertThat(tokens).as("the pause has grown").hasSize(2);
    assertThat(queue.state().waiting()).isEqualTo(2);
    status = 204;
    time.addAndGet(1000);
    queue.take(List.of());
    assertThat(taken()).containsExactly(1L, 2L);
  }

  private static void refused(AnchorQueue queue, List<Checkpoint> made) {
    assertThatThrownBy(() -> queue.take(made)).hasMessageContaining("answered 503");
  }

  @Test
  void whenTooManyWaitTheOldestAreLostAndCounted() throws Exception {
    AnchorQueue queue = queue(3);
    server.stop(0);
    assertThatThrownBy(() -> queue.take(made(1, 5))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> queue.take(made(6, 1))).hasMessageContaining("does not take");
    assertThat(queue.state()).isEqualTo(new AnchorQueue.State(3, 3));
  }

  @Test
  void moreThanOneRequestHoldsGoInSeveral() throws Exception {
    queue(10_000).take(made(1, 501));
    assertThat(bodies).hasSize(2);
    assertThat(taken()).hasSize(501);
  }

  @Test
  void aTokenThatOthersMayReadIsRefusedWithWhatToDo() throws Exception {
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> queue(1)).hasMessageContaining("chmod 600 " + token);
  }

  @Test
  void aTokenThatIsNotThereIsRefused() throws Exception {
    Files.delete(token);
    assertThatThrownBy(() -> queue(1)).hasMessageContaining("cannot be read");
  }

  @Test
  void anythingElseIsAFile() throws Exception {
    Path file = folder.resolve("anchors.jsonl");
    AnchorPlace.of(file.toString(), Optional.empty()).append(made(1, 1));
    assertThat(Anchors.read(file)).hasSize(1);
  }
}
