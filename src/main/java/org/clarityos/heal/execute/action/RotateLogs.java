package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Component.LogFile;

/** The action {@code file.rotate}. */
public final class RotateLogs extends Described<RotateLogs.Parameters> {
  private static final int MOST_KEPT = 1000;
  private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rw-------");

  /**
   * Which logs are rotated.
   *
   * @param atLeast the size in bytes from which on a log is rotated; 1 when it is not said
   */
  public record Parameters(long atLeast) {
    /** Fills in the default: an empty log is never rotated. */
    public Parameters {
      atLeast = Math.max(1, atLeast);
    }
  }

  /** The action. */
  public RotateLogs() {
    super(
        "file.rotate",
        "Moves the component's declared logs aside, makes new ones with the same owner and mode, and makes it open them by its declared reload.",
        Parameters.class,
        Safety.REVERSIBLE,
        Repeat.CHECK_THEN_ACT);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context) throws ActionFailed {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    ArrayNode moves = registered.putArray("moves");
    for (Path log : due(parameters, context)) {
      moves.addObject().put("log", log.toString()).put("aside", aside(log).toString());
    }
    return registered;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.CHANGE_OTHERS, Privilege.GIVE_TO_OTHERS, Privilege.BECOME_OTHERS);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    refuseWithoutReload(context);
    List<String> moves = new ArrayList<>();
    for (Path log : due(parameters, context)) {
      moves.add(log + " to " + aside(log));
    }
    if (moves.isEmpty()) {
      return Preview.of("moves nothing: no log has " + parameters.atLeast() + " bytes");
    }
    return Preview.of("moves " + Looks.some(moves) + ", makes new ones, and has it open them")
        .undoneBy("moves them back as long as the new ones are empty");
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    boolean runs = refuseWithoutReload(context);
    List<Path> due = due(parameters, context);
    for (Path log : due) {
      rotate(log);
    }
    if (runs && !due.isEmpty()) {
      new ReloadProcess().run(new None(), context);
    }
    return "rotated " + due.size() + " logs";
  }

  /** Whether it runs; one that does must be told. */
  private static boolean refuseWithoutReload(ActionContext context) throws ActionFailed {
    boolean runs = context.hands().processes().main(context.process()).isPresent();
    if (runs && context.process().reload().isEmpty()) {
      throw new ActionFailed(
          "the inventory declares no reload for "
              + context.component().id()
              + ": it would go on writing into the old log");
    }
    return runs;
  }

  private static List<Path> due(Parameters parameters, ActionContext context) throws ActionFailed {
    List<Path> due = new ArrayList<>();
    try {
      for (LogFile log : context.component().logs()) {
        if (Files.exists(log.path())
            && Files.size(Guarded.file(log.path())) >= parameters.atLeast()) {
          due.add(Guarded.file(log.path()));
        }
      }
    } catch (IOException e) {
      throw new ActionFailed("a log cannot be read: " + e, e);
    }
    return due;
  }

  private static Path aside(Path log) throws ActionFailed {
    for (int i = 1; i < MOST_KEPT; i++) {
      Path aside = log.resolveSibling(log.getFileName() + "." + i);
      if (Files.notExists(aside)) {
        return aside;
      }
    }
    throw new ActionFailed(log + " has " + MOST_KEPT + " old ones; file.clean deletes some");
  }

  private static void rotate(Path log) throws ActionFailed {
    try {
      PosixFileAttributes old =
          Files.readAttributes(log, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Files.move(log, aside(log), StandardCopyOption.ATOMIC_MOVE);
      Files.createFile(log, PosixFilePermissions.asFileAttribute(OURS));
      // Whoever may write the folder could put a link in its place: none is given away or opened.
      var fresh =
          Files.getFileAttributeView(log, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      fresh.setGroup(old.group());
      fresh.setOwner(old.owner());
      fresh.setPermissions(old.permissions());
    } catch (IOException e) {
      throw new ActionFailed(log + " cannot be rotated: " + e, e);
    }
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    int back = 0;
    for (JsonNode move : registered.path("moves")) {
      Path log = Path.of(move.path("log").asText());
      Path aside = Path.of(move.path("aside").asText());
      try {
        // What has been written since stays where it is: nothing is lost either way.
        if (Files.exists(aside) && (Files.notExists(log) || Files.size(log) == 0)) {
          Files.move(aside, log, StandardCopyOption.REPLACE_EXISTING);
          back++;
        }
      } catch (IOException e) {
        throw new ActionFailed(log + " cannot be moved back: " + e, e);
      }
    }
    boolean runs = context.hands().processes().main(context.process()).isPresent();
    if (back > 0 && runs) {
      new ReloadProcess().run(new None(), context);
    }
    return "moved back " + back + " logs";
  }
}
