package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.host.Space;

/**
 * Copies of files kept for an undo, and files put in place in one move with their owner and mode
 * kept.
 */
final class Copies {
  private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private Copies() {}

  /** Keeps copies of files in the execution's folder; answers what {@link #restore} needs. Without space for all of them none is. */
  static ObjectNode keep(ActionContext context, List<Path> files) throws ActionFailed {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    ArrayNode kept = registered.putArray("files");
    try {
      Room.refuseWithout(context.keep(), Space.of(files));
      Files.createDirectories(context.keep());
      for (Path file : files) {
        if (Files.isSymbolicLink(file)) {
          throw new ActionFailed(file + " is a link; what it leads to may be anybody's");
        }
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Path copy = context.keep().resolve("before-" + Ids.of(file.toString()));
          copy(file, copy);
          kept.addObject().put("file", file.toString()).put("copy", copy.toString());
        }
      }
    } catch (IOException e) {
      throw new ActionFailed("a copy for the undo cannot be kept: " + e, e);
    }
    return registered;
  }

  /** Copies a file for us alone; a link that takes its place meanwhile is not followed. */
  private static void copy(Path file, Path copy) throws IOException {
    Files.deleteIfExists(copy);
    Files.createFile(copy, PosixFilePermissions.asFileAttribute(OURS));
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        OutputStream out = Files.newOutputStream(copy)) {
      in.transferTo(out);
    }
  }

  /** Puts kept copies back. */
  static String restore(ObjectNode registered) throws ActionFailed {
    int count = 0;
    try {
      for (var kept : registered.path("files")) {
        Path copy = Path.of(kept.path("copy").asText());
        put(Path.of(kept.path("file").asText()), Files.readAllBytes(copy));
        count++;
      }
    } catch (IOException e) {
      throw new ActionFailed("a copy cannot be put back: " + e, e);
    }
    return "put back " + count + " files";
  }

  /**
   * Writes a file in one move; mode, owner and group of the old one stay. The new bytes are nobody
   * else's before, and no link that somebody laid out is followed.
   */
  static void put(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName() + ".clarity-part");
    Files.deleteIfExists(part);
    Files.createFile(part, PosixFilePermissions.asFileAttribute(OURS));
    Files.write(part, bytes, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    var fresh =
        Files.getFileAttributeView(part, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> mode = READABLE;
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      PosixFileAttributes old =
          Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      PosixFileAttributes own = fresh.readAttributes();
      if (!old.group().equals(own.group())) {
        fresh.setGroup(old.group());
      }
      if (!old.owner().equals(own.owner())) {
        fresh.setOwner(old.owner());
      }
      mode = old.permissions();
    }
    fresh.setPermissions(mode);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
