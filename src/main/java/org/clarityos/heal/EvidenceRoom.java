package org.clarityos.heal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.audit.ServiceEvent;
import org.clarityos.heal.execute.EvidenceFiles;
import org.clarityos.heal.execute.EvidenceFiles.Kept;
import org.clarityos.heal.fact.Ids;

/**
 * The files that executions kept, for those who may read the data folder: they know its token. Who read which is on
 * record before it is handed out.
 */
public final class EvidenceRoom {
  /** The file of the token, in the data folder. */
  public static final String TOKEN = "evidence.token";

  private static final int TOKEN_BYTES = 32;

  private final EvidenceFiles files;
  private final Chronicle chronicle;
  private final LogIns logIns;
  private final String token;

  /** The room of a data folder, whose token is made when it is not there. */
  EvidenceRoom(EvidenceFiles files, Path data, Chronicle chronicle, LogIns logIns)
      throws IOException {
    this.files = files;
    this.chronicle = chronicle;
    this.logIns = logIns;
    this.token = token(data.resolve(TOKEN));
  }

  private static String token(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[TOKEN_BYTES];
      new SecureRandom().nextBytes(random);
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path part = file.resolveSibling(TOKEN + ".part");
      Files.deleteIfExists(part);
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(part, HexFormat.of().formatHex(random));
      Files.move(part, file);
    }
    return Files.readString(file).strip();
  }

  /** What is kept. */
  public List<Kept> list() throws IOException {
    return files.list();
  }

  /** Whether a token is that of the data folder; that another was shown is on record. */
  public boolean opens(String said, String from) {
    boolean right =
        MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), said.getBytes(StandardCharsets.UTF_8));
    if (!right) {
      logIns.refused(new LogIns.Came(LogIns.Came.EVIDENCE, from));
    }
    return right;
  }

  /** Where a file is, once it is on record who reads it; empty when there is no such file. */
  public Optional<Path> read(String plan, String file, String by) throws IOException {
    Optional<Kept> kept = files.find(plan, file);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    Path content = files.path(kept.get());
    chronicle.tell(
        new ServiceEvent.EvidenceRead(
            kept.get().component(),
            kept.get().incident(),
            plan + "/" + file,
            Ids.sha256(content),
            by));
    if (Thread.currentThread().isInterrupted()) {
      throw new IOException(
          "the program stops; that " + by + " reads " + file + " may not be on record");
    }
    return Optional.of(content);
  }
}
