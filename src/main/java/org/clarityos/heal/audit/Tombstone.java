package org.clarityos.heal.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * A signed statement that the beginning of a chain was removed because of its age: the body of a record of that chain. The
 * newest one stands for all that is gone.
 *
 * @param chain the chain
 * @param to the last record that was removed; the first is the chain's first
 * @param hash the hash of that record, from which the chain goes on
 * @param before all that was removed was older than this, in milliseconds since the epoch
 * @param key the public key that it was signed with
 * @param signature the signature of {@link #text}
 */
public record Tombstone(
    String chain, long to, String hash, long before, String key, String signature) {
  /** The kind of a record that holds one. */
  public static final String KIND = "tombstone";

  private static final JsonMapper JSON = new JsonMapper();

  /** The tombstone of the records up to one, signed. */
  static Tombstone of(String chain, long to, String hash, long before, AuditKey key)
      throws IOException {
    Tombstone open = new Tombstone(chain, to, hash, before, key.open(), "");
    try {
      return new Tombstone(chain, to, hash, before, open.key, key.sign(open.text()));
    } catch (GeneralSecurityException e) {
      throw new IOException("the audit log's key cannot sign: " + e.getMessage(), e);
    }
  }

  /** What is signed. */
  public String text() {
    return "clarity-tombstone\n" + chain + "\n1\n" + to + "\n" + hash + "\n" + before + "\n";
  }

  /** Whether it was signed with the key that it names. */
  public boolean signed() {
    return AuditKey.signed(key, text(), signature);
  }

  /** The tombstone that a record holds; empty when it is of another kind or holds none. */
  public static Optional<Tombstone> in(AuditRecord record) {
    if (!record.kind().equals(KIND)) {
      return Optional.empty();
    }
    try {
      JsonNode body = JSON.readTree(record.body());
      return Optional.of(
          new Tombstone(
              record.chain(),
              body.path("to").asLong(),
              body.path("hash").asText(),
              body.path("before").asLong(),
              body.path("key").asText(),
              body.path("signature").asText()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  AuditRecord.Draft draft(long at) {
    String body =
        JSON.createObjectNode()
            .put("from", 1)
            .put("to", to)
            .put("hash", hash)
            .put("before", before)
            .put("key", key)
            .put("signature", signature)
            .toString();
    return new AuditRecord.Draft(at, KIND, "", "", body);
  }
}
