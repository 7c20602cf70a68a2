package org.clarityos.heal.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free TCP ports of one site. */
record Ports(int app, int nginx, int redis, int api, int nowhere) {
  /** Ports that are free now, all different. */
  static Ports free() throws IOException {
    try (ServerSocket a = free(0);
        ServerSocket b = free(0);
        ServerSocket c = free(0);
        ServerSocket d = free(0);
        ServerSocket e = free(0)) {
      return new Ports(
          a.getLocalPort(), b.getLocalPort(), c.getLocalPort(), d.getLocalPort(), e.getLocalPort());
    }
  }

  /** One more that is free now. */
  static int one() throws IOException {
    try (ServerSocket socket = free(0)) {
      return socket.getLocalPort();
    }
  }

  private static ServerSocket free(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
