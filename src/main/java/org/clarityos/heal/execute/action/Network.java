package org.clarityos.heal.execute.action;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of addresses of IPv4 or IPv6.
 *
 * @param text as it is written, for example {@code 10.0.0.0/8}
 * @param address its first address, with all bits after its length zero
 * @param length how many leading bits are the same in all of it
 */
record Network(String text, InetAddress address, int length) {
  /**
   * Reads a network, or one address.
   *
   * @throws IllegalArgumentException when it is neither, or has bits after its length
   */
  static Network of(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
    int most = address.getAddress().length * 8;
    int length = slash < 0 ? most : length(text, slash, most);
    Network network = new Network(text, address, length);
    if (!network.zeroAfterLength()) {
      throw new IllegalArgumentException(
          text + " has bits set after its length of " + length + "; it names no network");
    }
    return network;
  }

  /** Reads an address; a name is none, and is not looked up. */
  static InetAddress address(String text) {
    if (text.matches("\\d{1,3}(\\.\\d{1,3}){3}") || text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      try {
        return InetAddress.getByName(text);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(text + " is no address", e);
      }
    }
    throw new IllegalArgumentException(text + " is no address");
  }

  private static int length(String text, int slash, int most) {
    String said = text.substring(slash + 1);
    if (!said.matches("\\d{1,3}") || Integer.parseInt(said) > most) {
      throw new IllegalArgumentException(text + " has no length between 0 and " + most);
    }
    return Integer.parseInt(said);
  }

  private boolean zeroAfterLength() {
    byte[] bytes = address.getAddress();
    for (int bit = length; bit < bytes.length * 8; bit++) {
      if (bit(bytes, bit) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int bit(byte[] bytes, int bit) {
    return bytes[bit / 8] >> (7 - bit % 8) & 1;
  }

  /** Whether an address lies in it. */
  boolean holds(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] bytes = other.getAddress();
    if (own.length != bytes.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit++) {
      if (bit(own, bit) != bit(bytes, bit)) {
        return false;
      }
    }
    return true;
  }

  /** Whether all of a network lies in it. */
  boolean holds(Network other) {
    return other.length >= length && holds(other.address);
  }

  /** Whether it is of IPv6. */
  boolean six() {
    return address.getAddress().length == 16;
  }
}
