package org.clarityos.heal.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * The last line of an export: a signed statement of where each chain ended, so that a cut shows.
 *
 * @param chains the last record of every chain, in order of their names
 * @param key the public key that it was signed with
 * @param signature the signature of {@link #text}
 */
public record ExportEnd(List<Head> chains, String key, String signature) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * The end of a chain.
   *
   * @param chain the chain
   * @param seq the number of its last record
   * @param hash the hash of its last record
   */
  public record Head(String chain, long seq, String hash) {}

  /** The end of an export, signed. */
  static ExportEnd of(List<Head> chains, AuditKey key) throws IOException {
    ExportEnd open = new ExportEnd(chains, key.open(), "");
    try {
      return new ExportEnd(chains, key.open(), key.sign(open.text()));
    } catch (GeneralSecurityException e) {
      throw new IOException("the audit log's key cannot sign: " + e.getMessage(), e);
    }
  }

  /** What is signed. */
  public String text() {
    StringBuilder text = new StringBuilder("clarity-export\n");
    chains.forEach(
        head -> text.append(head.chain() + "\n" + head.seq() + "\n" + head.hash() + "\n"));
    return text.toString();
  }

  boolean signed() {
    return AuditKey.signed(key, text(), signature);
  }

  String line() throws IOException {
    return JSON.writeValueAsString(this);
  }

  static ExportEnd read(String line) throws JsonProcessingException {
    return JSON.readValue(line, ExportEnd.class);
  }
}
