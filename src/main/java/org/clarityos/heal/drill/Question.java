package org.clarityos.heal.drill;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A question that a user of a patient could ask, answered rightly or not. */
interface Question {
  /** Whether the answer is right now and in time. */
  boolean answeredRightly();

  /** Whether both this and another question are answered rightly. */
  default Question and(Question other) {
    return () -> answeredRightly() && other.answeredRightly();
  }

  /** Whether a page is there within a limit and contains a text. */
  static Question page(int port, String contains, Duration limit) {
    return () -> ask(port, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", limit, contains);
  }

  /** Whether a redis answers within a limit. */
  static Question redis(int port, Duration limit) {
    return () -> ask(port, "PING\r\nQUIT\r\n", limit, "+PONG");
  }

  /** Whether a file of 16 KB can be written to a folder. */
  static Question writable(Path folder) {
    Path file = folder.resolve("outside-question");
    return () -> {
      try {
        Files.write(file, new byte[16 << 10]);
        Files.delete(file);
        return true;
      } catch (IOException e) {
        return false;
      }
    };
  }

  private static boolean ask(int port, String question, Duration limit, String contains) {
    long end = System.nanoTime() + limit.toNanos();
    try (Socket socket = new Socket()) {
      int millis = (int) limit.toMillis();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
      String answer = read(socket.getInputStream(), end);
      boolean status = !answer.startsWith("HTTP/") || answer.startsWith(" 200", 8);
      return status && answer.contains(contains) && System.nanoTime() <= end;
    } catch (IOException e) {
      return false;
    }
  }

  private static String read(InputStream in, long end) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      bytes.write(buffer, 0, count);
      if (System.nanoTime() > end) {
        throw new IOException("the answer took too long");
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
