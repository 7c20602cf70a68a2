package org.clarityos.heal.execute.action;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A program that holds some memory, leaves some garbage, and waits to be ended. */
final class Idle {
  private static final int HELD = 3000;
  private static final int SIZE = 1024;

  /** One of many objects that it holds. */
  record Kept(byte[] bytes) {}

  private Idle() {}

  /** Runs it. */
  public static void main(String[] arguments) throws InterruptedException {
    List<Kept> kept = new ArrayList<>();
    for (int i = 0; i < HELD; i++) {
      kept.add(new Kept(new byte[SIZE]));
    }
    Thread.currentThread().setName("idles-with-" + kept.size());
    byte[] garbage = new byte[HELD * SIZE];
    garbage[0] = 1;
    garbage = new byte[0];
    new CountDownLatch(1 + garbage.length).await();
  }
}
