package org.clarityos.heal.rulepack;

import java.util.Locale;

/**
 * A person's signature of a pack, an entry of its {@code signatures.yaml}.
 *
 * @param role what the person did
 * @param name the person, whose public key is {@code name.pub}
 * @param signature the Ed25519 signature of role, name and all other files of the pack, in Base64
 */
public record Signature(Role role, String name, String signature) {
  /** What a person can sign as. */
  public enum Role {
    /** Who wrote the pack. */
    AUTHOR,
    /** Who looked at it: somebody else than its author. */
    REVIEWER;

    /**
     * The role that a word names.
     *
     * @throws IllegalArgumentException when it names none
     */
    public static Role of(String word) {
      for (Role role : values()) {
        if (role.word().equals(word)) {
          return role;
        }
      }
      throw new IllegalArgumentException("\"" + word + "\" is no role; it is author or reviewer");
    }

    /** As it is written. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
