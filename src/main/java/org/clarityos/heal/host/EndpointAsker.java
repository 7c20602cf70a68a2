package org.clarityos.heal.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.clarityos.heal.fact.EndpointState.Status;
import org.clarityos.heal.inventory.Component.Probe;

/** The asker of probes: one question over a connection of its own, within a total time limit. */
public final class EndpointAsker {
  private static final int MOST_BYTES = 64 * 1024;
  private final CommandRunner commands;

  /** An asker that runs command probes through a runner. */
  public EndpointAsker(CommandRunner commands) {
    this.commands = commands;
  }

  /**
   * An answer.
   *
   * @param status its class
   * @param seconds how long it took
   * @param detail what a person should read
   */
  public record Answer(Status status, double seconds, String detail) {}

  /** Asks once. */
  public Answer ask(Probe probe) throws InterruptedException {
    long start = System.nanoTime();
    Reply reply = probe.command().isEmpty() ? network(probe) : command(probe);
    double seconds = (System.nanoTime() - start) / 1e9;
    boolean slow = seconds * 1000 > probe.slow().toMillis();
    return new Answer(
        reply.status == Status.UP && slow ? Status.SLOW : reply.status, seconds, reply.detail);
  }

  private record Reply(Status status, String detail) {}

  private Reply command(Probe probe) throws InterruptedException {
    long start = System.nanoTime();
    var result =
        commands.run(
            new CommandRunner.Command(
                probe.command(), "", Path.of("/"), Map.of(), Optional.empty(), probe.timeout()));
    boolean late = System.nanoTime() - start >= probe.timeout().toNanos();
    if (result.exitCode() != 0) {
      return new Reply(
          result.exitCode() < 0 && late ? Status.TIMEOUT : Status.ERROR, result.output());
    }
    boolean contains = result.output().contains(probe.contains());
    return new Reply(contains ? Status.UP : Status.WRONG, result.output());
  }

  private static Reply network(Probe probe) {
    URI uri = URI.create(probe.target());
    String scheme = uri.getScheme();
    boolean secure = scheme.equals("https") || scheme.equals("tls");
    int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
    long deadline = System.nanoTime() + probe.timeout().toNanos();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(uri.getHost(), port), left(deadline));
      plain.setSoTimeout(left(deadline));
      if (scheme.equals("tls")) {
        return tls(plain, uri.getHost(), port);
      }
      Socket socket = secure ? secure(plain, uri.getHost(), port) : plain;
      if (scheme.equals("tcp")) {
        return new Reply(Status.UP, "connected");
      }
      return http(socket, uri, probe, deadline);
    } catch (ConnectException | NoRouteToHostException e) {
      return new Reply(Status.REFUSED, String.valueOf(e.getMessage()));
    } catch (java.net.SocketTimeoutException e) {
      return new Reply(Status.TIMEOUT, "no answer within " + probe.timeout().toMillis() + " ms");
    } catch (IOException e) {
      return new Reply(Status.ERROR, String.valueOf(e.getMessage()));
    }
  }

  private static int left(long deadline) throws java.net.SocketTimeoutException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new java.net.SocketTimeoutException("time is up");
    }
    return (int) millis;
  }

  /**
   * A handshake with a server that need not be trusted: what counts is that its certificate is
   * still valid.
   */
  private static Reply tls(Socket plain, String host, int port) throws IOException {
    Optional<Instant> end = CertificateEnd.of(plain, host, port);
    if (end.isEmpty()) {
      return new Reply(Status.ERROR, "it shows no certificate");
    }
    boolean valid = Instant.now().isBefore(end.get());
    return new Reply(valid ? Status.UP : Status.ERROR, "its certificate ends " + end.get());
  }

  private static Socket secure(Socket plain, String host, int port) throws IOException {
    try {
      SSLSocket socket =
          (SSLSocket)
              SSLContext.getDefault().getSocketFactory().createSocket(plain, host, port, true);
      socket.startHandshake();
      return socket;
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IOException("TLS is not to be had", e);
    }
  }

  private static Reply http(Socket socket, URI uri, Probe probe, long deadline) throws IOException {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String request =
        "GET %s%s HTTP/1.0\r\nHost: %s\r\nUser-Agent: clarity-heal\r\nConnection: close\r\n\r\n"
            .formatted(path, query, uri.getAuthority());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String answer = read(socket, deadline);
    String[] first = answer.split("\r\n", 2)[0].split(" ", 3);
    if (first.length < 2 || !first[1].matches("\\d{3}")) {
      return new Reply(Status.ERROR, answer.isEmpty() ? "no answer" : "not HTTP");
    }
    int status = Integer.parseInt(first[1]);
    if (status >= 500) {
      return new Reply(Status.ERROR, "HTTP " + status);
    }
    boolean expected = probe.status() == 0 ? status < 400 : status == probe.status();
    boolean contains = answer.contains(probe.contains());
    return new Reply(
        expected && contains ? Status.UP : Status.WRONG,
        "HTTP " + status + (contains ? "" : ", without \"" + probe.contains() + "\""));
  }

  private static String read(Socket socket, long deadline) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    InputStream in = socket.getInputStream();
    while (bytes.size() < MOST_BYTES) {
      socket.setSoTimeout(left(deadline));
      int count = in.read(buffer);
      if (count < 0) {
        break;
      }
      bytes.write(buffer, 0, count);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
