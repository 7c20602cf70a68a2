package org.clarityos.heal.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.clarityos.heal.fact.Ids;

/** The Ed25519 keys (RFC 8032) of those who sign, as PEM files (RFC 7468). */
public final class SignerKeys {
  /** What a signer may be called. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /** The ending of a private key's file. */
  public static final String PRIVATE = ".key";

  /** The ending of a public key's file. */
  public static final String PUBLIC = ".pub";

  private static final String ALGORITHM = "Ed25519";
  private static final int LINE = 64;

  private SignerKeys() {}

  /**
   * Makes a pair of keys; the private one can be read by nobody else.
   *
   * @return the files that were made
   * @throws IOException when one is there already or cannot be written
   * @throws IllegalArgumentException when the name is none
   */
  public static List<Path> make(Path folder, String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name of a signer; it reads like ann or ann.smith");
    }
    Files.createDirectories(folder);
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      Path secret = folder.resolve(name + PRIVATE);
      Files.createFile(
          secret,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(secret, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      Path open = folder.resolve(name + PUBLIC);
      Files.writeString(
          open, pem("PUBLIC KEY", pair.getPublic().getEncoded()), StandardOpenOption.CREATE_NEW);
      return List.of(secret, open);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 15 has " + ALGORITHM, e);
    }
  }

  /** The signature of some bytes by the private key in a file. */
  public static byte[] sign(Path key, byte[] content) throws IOException, GeneralSecurityException {
    java.security.Signature signature = java.security.Signature.getInstance(ALGORITHM);
    signature.initSign(
        KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(bytes(key))));
    signature.update(content);
    return signature.sign();
  }

  /** Whether some bytes were signed with the private key of the public one in a file. */
  public static boolean verify(Path key, byte[] content, byte[] signed)
      throws IOException, GeneralSecurityException {
    return verify(publicKey(key), content, signed);
  }

  /**
   * Whether some bytes were signed with the private key of a public one.
   *
   * @param key the public key as {@link #publicKey} gives it
   */
  public static boolean verify(String key, byte[] content, byte[] signed)
      throws GeneralSecurityException {
    java.security.Signature signature = java.security.Signature.getInstance(ALGORITHM);
    signature.initVerify(
        KeyFactory.getInstance(ALGORITHM)
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key))));
    signature.update(content);
    return signature.verify(signed);
  }

  /** The public key in a file, as Base64 in one line. */
  public static String publicKey(Path file) throws IOException, GeneralSecurityException {
    return Base64.getEncoder().encodeToString(bytes(file));
  }

  /** The SHA-256 of a public key, in hex: what two people compare. */
  public static String fingerprint(String key) {
    return Ids.sha256(Base64.getDecoder().decode(key));
  }

  private static String pem(String label, byte[] bytes) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static byte[] bytes(Path pem) throws IOException, GeneralSecurityException {
    String text = Files.readString(pem, StandardCharsets.US_ASCII);
    try {
      return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(pem + " is no PEM file", e);
    }
  }
}
