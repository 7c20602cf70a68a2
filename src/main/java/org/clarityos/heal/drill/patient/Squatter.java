package org.clarityos.heal.drill.patient;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;

/** A process that takes a port as soon as it is free and never gives it back. */
final class Squatter {
  private Squatter() {}

  /** Tries without a pause until the port is its own. */
  static void run(int port) throws InterruptedException, IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    System.out.println("trying");
    while (true) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(address);
        System.out.println("bound");
        new CountDownLatch(1).await();
      } catch (java.net.BindException e) {
        Thread.onSpinWait();
      }
    }
  }
}
