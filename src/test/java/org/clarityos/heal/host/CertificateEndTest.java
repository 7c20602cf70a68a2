package org.clarityos.heal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.clarityos.heal.fact.EndpointState.Status;
import org.clarityos.heal.inventory.Component.Probe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateEndTest {
  private static final String PASSWORD = "for-this-test";
  @TempDir Path folder;

  private SSLServerSocket serve() throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    assumeTrue(Files.isExecutable(keytool), "this Java has no keytool");
    Path store = folder.resolve("keys.p12");
    List<String> arguments =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            "a",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-validity",
            "3",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    var made =
        new LocalCommands()
            .run(
                new CommandRunner.Command(
                    arguments, "", folder, Map.of(), Optional.empty(), Duration.ofSeconds(30)));
    assertThat(made.exitCode()).as(made.output()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return (SSLServerSocket)
        context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private static void accept(SSLServerSocket server) {
    while (!server.isClosed()) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.startHandshake();
      } catch (java.io.IOException e) {
        // The client saw enough, or the test is over.
      }
    }
  }

  @Test
  void endOfAnUntrustedCertificateIsSeenAndItsTlsProbeIsUp() throws Exception {
    try (SSLServerSocket server = serve()) {
      Thread serving = new Thread(() -> accept(server));
      serving.setDaemon(true);
      serving.start();
      Duration limit = Duration.ofSeconds(5);
      String url = "tls://127.0.0.1:" + server.getLocalPort();
      Probe probe = new Probe("tls", url, List.of(), limit, limit, limit, 0, "");

      assertThat(CertificateEnd.of(probe))
          .hasValueSatisfying(
              end ->
                  assertThat(Duration.between(Instant.now(), end))
                      .isBetween(Duration.ofDays(2), Duration.ofDays(4)));
      assertThat(new EndpointAsker(new LocalCommands()).ask(probe).status()).isEqualTo(Status.UP);
    }
  }
}
