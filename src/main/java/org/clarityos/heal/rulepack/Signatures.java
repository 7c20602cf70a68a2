package org.clarityos.heal.rulepack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.signing.SignerKeys;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.StrictYaml;
import org.clarityos.heal.yaml.YamlInvalid;

/** The signatures of packs: who wrote one and who reviewed it, as their keys prove. */
public final class Signatures {
  /** The file with a pack's signatures, in its folder. */
  public static final String FILE = "signatures.yaml";

  private Signatures() {}

  /**
   * Signs a pack as it is now; an earlier signature in the same role is replaced.
   *
   * @return the file with the signatures
   * @throws IOException when the pack, its signatures or the key cannot be read
   */
  public static Path sign(Path pack, Signature.Role role, String name, Path key)
      throws IOException {
    Path file = pack.resolve(FILE);
    List<Signature> all = new ArrayList<>();
    try {
      all.addAll(read(file));
      all.removeIf(signature -> signature.role() == role);
      byte[] signed = SignerKeys.sign(key, content(pack, role, name));
      all.add(new Signature(role, name, Base64.getEncoder().encodeToString(signed)));
    } catch (YamlInvalid e) {
      throw new IOException(e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IOException(key + " is no private Ed25519 key: " + e.getMessage(), e);
    }
    StringBuilder text = new StringBuilder();
    for (Signature one : all) {
      text.append(
          "- {role: %s, name: %s, signature: \"%s\"}\n"
              .formatted(one.role().word(), one.name(), one.signature()));
    }
    return Files.writeString(file, text);
  }

  private static List<Signature> read(Path file) throws YamlInvalid {
    return Files.exists(file) ? List.of(StrictYaml.read(file, Signature[].class)) : List.of();
  }

  /**
   * Checks who wrote and who reviewed a pack.
   *
   * @param signers the folder of public keys; when it is not there, nobody has to sign
   * @return who did, in words
   * @throws PackInvalid when there are signers and the pack is not signed by two of them, as its author and as its reviewer
   */
  public static String check(Path pack, Path signers) throws PackInvalid, YamlInvalid, IOException {
    if (!Files.isDirectory(signers)) {
      return "unsigned";
    }
    Map<Signature.Role, String> by = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    Path file = pack.resolve(FILE);
    for (Signature signature : read(file)) {
      String fault = fault(pack, signature, signers);
      if (fault.isEmpty()) {
        by.put(signature.role(), signature.name());
      } else {
        problems.add(Problem.at(file, String.valueOf(signature.name()), fault));
      }
    }
    for (Signature.Role role : Signature.Role.values()) {
      if (!by.containsKey(role) && problems.isEmpty()) {
        String word = role.word();
        problems.add(
            new Problem(
                file,
                0,
                0,
                "no "
                    + word
                    + " has signed the pack; sign it with: clarity pack sign FOLDER --as "
                    + word
                    + " --key NAME.key"));
      }
    }
    if (problems.isEmpty() && by.values().stream().distinct().count() < by.size()) {
      problems.add(new Problem(file, 0, 0, "its author is its reviewer; they are two persons"));
    }
    if (!problems.isEmpty()) {
      throw new PackInvalid(problems);
    }
    return "written by "
        + by.get(Signature.Role.AUTHOR)
        + ", reviewed by "
        + by.get(Signature.Role.REVIEWER);
  }

  private static String fault(Path pack, Signature signature, Path signers) throws IOException {
    if (signature.role() == null || signature.name() == null || signature.signature() == null) {
      return "a signature has role, name and signature";
    }
    if (!SignerKeys.NAME.matcher(signature.name()).matches()) {
      return "\"" + signature.name() + "\" is no name of a signer";
    }
    Path key = signers.resolve(signature.name() + SignerKeys.PUBLIC);
    if (!Files.exists(key)) {
      return signature.name() + " is none of the signers";
    }
    try {
      byte[] content = content(pack, signature.role(), signature.name());
      byte[] signed = Base64.getDecoder().decode(signature.signature());
      return SignerKeys.verify(key, content, signed)
          ? ""
          : signature.name() + " signed something else: the pack has changed since";
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return "the signature of " + signature.name() + " cannot be read: " + e.getMessage();
    }
  }

  /** What is signed: the role, the name, and the hash of every other file, in the order of their names. */
  private static byte[] content(Path pack, Signature.Role role, String name) throws IOException {
    StringBuilder text = new StringBuilder("clarity-pack\n" + role + "\n" + name + "\n");
    for (Map.Entry<String, String> file : PackShelf.texts(pack).entrySet()) {
      if (!file.getKey().equals(FILE)) {
        text.append(Ids.sha256(file.getValue().getBytes(StandardCharsets.UTF_8)))
            .append("  ")
            .append(file.getKey())
            .append('\n');
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
