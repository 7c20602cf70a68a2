package org.clarityos.heal.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The root of a Merkle tree over record hashes, as RFC 6962 builds it. */
final class Merkle {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest digest;

  private Merkle() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The root over hashes in hex, in order; there is at least one. */
  static String root(List<String> hashes) {
    return HexFormat.of().formatHex(new Merkle().of(hashes));
  }

  private byte[] of(List<String> hashes) {
    if (hashes.size() == 1) {
      digest.update(LEAF);
      return digest.digest(HexFormat.of().parseHex(hashes.get(0)));
    }
    // The left side is a full tree, so that the root of a prefix is a part of the whole.
    int left = Integer.highestOneBit(hashes.size() - 1);
    byte[] one = of(hashes.subList(0, left));
    byte[] other = of(hashes.subList(left, hashes.size()));
    digest.update(NODE);
    digest.update(one);
    return digest.digest(other);
  }
}
