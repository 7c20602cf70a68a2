package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.clarityos.heal.rulepack.Signature.Role;
import org.clarityos.heal.signing.SignerKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who wrote a pack and who reviewed it, as their keys prove. */
class SignaturesTest {
  @TempDir Path folder;
  private Path pack;
  private Path signers;

  @BeforeEach
  void keys() throws Exception {
    pack = Files.createDirectories(folder.resolve("demo"));
    Files.writeString(pack.resolve("pack.yaml"), "id: demo\n");
    Files.writeString(pack.resolve("a.drl"), "rule");
    signers = Files.createDirectories(folder.resolve("signers"));
    for (String name : new String[] {"ann", "bob", "eve"}) {
      SignerKeys.make(folder.resolve("keys"), name);
      if (!name.equals("eve")) {
        Files.copy(folder.resolve("keys/" + name + ".pub"), signers.resolve(name + ".pub"));
      }
    }
  }

  private void sign(Role role, String name) throws Exception {
    Signatures.sign(pack, role, name, folder.resolve("keys/" + name + ".key"));
  }

  private void refused(String why) {
    assertThatThrownBy(() -> Signatures.check(pack, signers))
        .isInstanceOf(PackInvalid.class)
        .hasMessageContaining("signatures.yaml")
        .hasMessageContaining(why);
  }

  @Test
  void aPackOfAnAuthorAndAReviewerIsAccepted() throws Exception {
    sign(Role.AUTHOR, "ann");
    sign(Role.REVIEWER, "bob");
    assertThat(Signatures.check(pack, signers)).isEqualTo("written by ann, reviewed by bob");
  }

  @Test
  void withoutSignersNobodyHasToSign() throws Exception {
    assertThat(Signatures.check(pack, folder.resolve("none"))).isEqualTo("unsigned");
  }

  @Test
  void anUnsignedPackAndOneWithoutReviewerAreRefused() throws Exception {
    refused("no author has signed the pack; sign it with: clarity pack sign");
    sign(Role.AUTHOR, "ann");
    refused("no reviewer has signed the pack");
  }

  @Test
  void anAuthorWhoReviewsItHimselfIsRefused() throws Exception {
    sign(Role.AUTHOR, "ann");
    sign(Role.REVIEWER, "ann");
    refused("its author is its reviewer");
  }

  @Test
  void aFileThatChangedCameOrWentAfterTheSignatureIsNoticed() throws Exception {
    sign(Role.AUTHOR, "ann");
    sign(Role.REVIEWER, "bob");
    Files.writeString(pack.resolve("b.drl"), "more");
    refused("ann signed something else");
    Files.delete(pack.resolve("b.drl"));
    Files.writeString(pack.resolve("a.drl"), "rule ");
    refused("bob signed something else");
  }

  @Test
  void aSignatureInAnotherRoleOrUnderAnotherNameIsNone() throws Exception {
    sign(Role.AUTHOR, "ann");
    Path file = pack.resolve(Signatures.FILE);
    String signed = Files.readString(file);
    Files.writeString(file, signed + signed.replace("author", "reviewer"));
    refused("ann signed something else");
    Files.writeString(file, signed.replace("ann", "bob"));
    refused("bob signed something else");
  }

  @Test
  void aStrangerAPathAndWhatIsNoSignatureAreRefused() throws Exception {
    sign(Role.AUTHOR, "eve");
    refused("eve is none of the signers");
    Path file = pack.resolve(Signatures.FILE);
    Files.writeString(file, "- {role: author, name: ../keys/eve, signature: eA==}\n");
    refused("is no name of a signer");
    Files.writeString(file, "- {role: author, name: ann, signature: \"*\"}\n");
    refused("the signature of ann cannot be read");
    Files.writeString(file, "- {role: author}\n");
    refused("a signature has role, name and signature");
  }

  @Test
  void aPrivateKeyIsItsOwnersAloneAndNeverOverwritten() throws Exception {
    Path key = folder.resolve("keys/ann.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> SignerKeys.make(folder.resolve("keys"), "ann"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> SignerKeys.make(folder, "../ann"))
        .hasMessageContaining("is no name of a signer");
  }
}
