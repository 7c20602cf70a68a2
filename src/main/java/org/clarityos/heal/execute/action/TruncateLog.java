package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.Safety;

/** The action {@code file.truncate}. */
public final class TruncateLog extends Described<TruncateLog.Parameters> {
  private static final int KEPT = 64 * 1024;

  /**
   * Which log is emptied.
   *
   * @param path a declared log of the component
   */
  public record Parameters(@JsonProperty(required = true) Path path) {}

  /** The action. */
  public TruncateLog() {
    super(
        "file.truncate",
        "Empties a declared log in place; its last 64 KiB are kept with the execution.",
        Parameters.class,
        Safety.DESTRUCTIVE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.CHANGE_OTHERS);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    Path log = Guarded.log(context, parameters.path());
    return Preview.of("empties " + log + "; its last 64 KiB are kept with the execution")
        .seeing(Looks.size(log));
  }

  @Override
  public String run(Parameters parameters, ActionContext context) throws ActionFailed {
    Path log = Guarded.log(context, parameters.path());
    try (FileChannel channel =
        FileChannel.open(
            log, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      long size = channel.size();
      if (size == 0) {
        return log + " was empty";
      }
      ByteBuffer tail = ByteBuffer.allocate((int) Math.min(KEPT, size));
      channel.read(tail, size - tail.capacity());
      Files.createDirectories(context.keep());
      Path kept = context.keep().resolve("tail-" + Ids.of(log.toString()));
      Files.write(kept, java.util.Arrays.copyOf(tail.array(), tail.position()));
      channel.truncate(0);
      return "emptied " + log + " of " + size + " bytes; its end is kept in " + kept.getFileName();
    } catch (IOException e) {
      throw new ActionFailed(log + " cannot be emptied: " + e, e);
    }
  }
}
