package org.clarityos.heal.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.clarityos.heal.inventory.Component.Probe;

/** The look at the certificate that a TLS server shows: until when it is valid, trusted or not. */
public final class CertificateEnd {
  private static final int TLS_PORT = 443;
  private static final long NOT_SHOWN = Long.MIN_VALUE;

  private CertificateEnd() {}

  /** Until when the certificate behind a probe is valid; empty when none is shown. */
  public static Optional<Instant> of(Probe probe) {
    URI uri = URI.create(probe.target());
    int port = uri.getPort() > 0 ? uri.getPort() : TLS_PORT;
    int limit = (int) probe.timeout().toMillis();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(uri.getHost(), port), limit);
      plain.setSoTimeout(limit);
      return of(plain, uri.getHost(), port);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Until when the certificate shown over a connection is valid, whoever signed it. */
  static Optional<Instant> of(Socket plain, String host, int port) throws IOException {
    AtomicLong end = new AtomicLong(NOT_SHOWN);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Witness(end)}, new SecureRandom());
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
        socket.startHandshake();
      }
    } catch (GeneralSecurityException | SSLException e) {
      // The certificate may have been shown before the handshake failed.
      return shown(end);
    }
    return shown(end);
  }

  private static Optional<Instant> shown(AtomicLong end) {
    return end.get() == NOT_SHOWN ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end.get()));
  }

  /**
   * A trust manager that only writes down what it is shown; nothing is sent over its connections.
   */
  private record Witness(AtomicLong end) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // %tQ is the time in milliseconds: the one way to read it without java.util.Date.
      end.set(Long.parseLong("%tQ".formatted(chain[0].getNotAfter())));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
