package org.clarityos.heal.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.clarityos.heal.signing.SignerKeys;

/** The Ed25519 key with which a service signs its audit log; made on the first start. */
public final class AuditKey {
  private static final String NAME = "audit";

  private final Path secret;
  private final String open;

  private AuditKey(Path secret, String open) {
    this.secret = secret;
    this.open = open;
  }

  /**
   * The key of a data folder, {@code audit.key} and {@code audit.pub}; both are made when neither
   * is there.
   */
  public static AuditKey in(Path data) throws IOException {
    Path secret = data.resolve(NAME + SignerKeys.PRIVATE);
    Path open = data.resolve(NAME + SignerKeys.PUBLIC);
    if (!Files.exists(secret) && !Files.exists(open)) {
      SignerKeys.make(data, NAME);
    }
    try {
      AuditKey key = new AuditKey(secret, SignerKeys.publicKey(open));
      if (!signed(key.open, "probe", key.sign("probe"))) {
        throw new IOException(
            secret + " and " + open + " are not of one pair; put the pair back that was made");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IOException(secret + " and " + open + " are no Ed25519 keys: " + e.getMessage(), e);
    }
  }

  /** The public key, as Base64 in one line. */
  public String open() {
    return open;
  }

  /** The signature of a text, in Base64. */
  String sign(String text) throws IOException, GeneralSecurityException {
    return Base64.getEncoder()
        .encodeToString(SignerKeys.sign(secret, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether a text was signed with a key's private half. */
  static boolean signed(String open, String text, String signature) {
    try {
      return SignerKeys.verify(
          open, text.getBytes(StandardCharsets.UTF_8), Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
