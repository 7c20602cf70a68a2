package org.clarityos.heal.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/**
 * A signed statement of what a part of a chain is: the body of a record of that chain.
 *
 * @param chain the chain
 * @param from the first record it covers
 * @param to the last record it covers
 * @param root the Merkle root over the hashes of these records, in hex
 * @param key the public key that it was signed with
 * @param signature the signature of {@link #text}
 */
public record Checkpoint(
    String chain, long from, long to, String root, String key, String signature) {
  /** The kind of a record that holds one. */
  public static final String KIND = "checkpoint";

  private static final JsonMapper JSON = new JsonMapper();

  /** The checkpoint over some records, signed. */
  static Checkpoint of(String chain, long from, List<String> hashes, AuditKey key)
      throws IOException, GeneralSecurityException {
    Checkpoint open =
        new Checkpoint(chain, from, from + hashes.size() - 1, Merkle.root(hashes), key.open(), "");
    return new Checkpoint(chain, from, open.to, open.root, open.key, key.sign(open.text()));
  }

  /** What is signed. */
  public String text() {
    return "clarity-checkpoint\n" + chain + "\n" + from + "\n" + to + "\n" + root + "\n";
  }

  /** Whether it was signed with the key that it names. */
  public boolean signed() {
    return AuditKey.signed(key, text(), signature);
  }

  /** The checkpoint that a record holds; empty when it is of another kind or holds none. */
  public static Optional<Checkpoint> in(AuditRecord record) {
    if (!record.kind().equals(KIND)) {
      return Optional.empty();
    }
    try {
      JsonNode body = JSON.readTree(record.body());
      return Optional.of(
          new Checkpoint(
              record.chain(),
              body.path("from").asLong(),
              body.path("to").asLong(),
              body.path("root").asText(),
              body.path("key").asText(),
              body.path("signature").asText()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  AuditRecord.Draft draft(long at) {
    return new AuditRecord.Draft(at, KIND, "", "", body());
  }

  private String body() {
    return JSON.createObjectNode()
        .put("from", from)
        .put("to", to)
        .put("root", root)
        .put("key", key)
        .put("signature", signature)
        .toString();
  }
}
