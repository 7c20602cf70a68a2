package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Allowance.Permission;

/** The action {@code file.repair-permissions}. */
public final class RepairPermissions extends Described<Action.None> {
  /** The action. */
  public RepairPermissions() {
    super(
        "file.repair-permissions",
        "Gives files of the component the owner and mode that the inventory declares.",
        None.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context) throws ActionFailed {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    ArrayNode before = registered.putArray("files");
    for (Permission declared : context.component().allows().permissions()) {
      Path path = Guarded.path(declared.path());
      PosixFileAttributes now = read(path);
      before
          .addObject()
          .put("path", path.toString())
          .put("mode", PosixFilePermissions.toString(now.permissions()))
          .put("owner", now.owner().getName())
          .put("group", now.group().getName());
    }
    return registered;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.GIVE_TO_OTHERS);
  }

  @Override
  public Preview preview(None none, ActionContext context) throws ActionFailed {
    List<String> changes = new ArrayList<>();
    for (Permission declared : context.component().allows().permissions()) {
      Path path = Guarded.path(declared.path());
      PosixFileAttributes now = read(path);
      String is =
          "%s %s:%s"
              .formatted(
                  PosixFilePermissions.toString(now.permissions()),
                  now.owner().getName(),
                  now.group().getName());
      String becomes =
          "%s %s:%s"
              .formatted(
                  declared.mode(),
                  declared.owner().isEmpty() ? now.owner().getName() : declared.owner(),
                  declared.group().isEmpty() ? now.group().getName() : declared.group());
      if (!is.equals(becomes)) {
        changes.add(path + " from " + is + " to " + becomes);
      }
    }
    return changes.isEmpty()
        ? Preview.of("changes nothing: all is as declared")
        : Preview.of("changes " + Looks.some(changes))
            .undoneBy("gives each its owner and mode back");
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed {
    if (context.component().allows().permissions().isEmpty()) {
      throw new ActionFailed(
          "the inventory declares no permissions for " + context.component().id());
    }
    int changed = 0;
    for (Permission declared : context.component().allows().permissions()) {
      changed += set(declared) ? 1 : 0;
    }
    return "repaired " + changed + " files";
  }

  /** Sets what differs; the owner first, for a new owner drops bits of the mode. */
  private static boolean set(Permission wanted) throws ActionFailed {
    Path path = Guarded.path(wanted.path());
    PosixFileAttributes now = read(path);
    var view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    var users = path.getFileSystem().getUserPrincipalLookupService();
    boolean changed = false;
    try {
      if (!wanted.group().isEmpty() && !now.group().getName().equals(wanted.group())) {
        view.setGroup(users.lookupPrincipalByGroupName(wanted.group()));
        changed = true;
      }
      if (!wanted.owner().isEmpty() && !now.owner().getName().equals(wanted.owner())) {
        view.setOwner(users.lookupPrincipalByName(wanted.owner()));
        changed = true;
      }
      var mode = PosixFilePermissions.fromString(wanted.mode());
      if (changed || !now.permissions().equals(mode)) {
        // Links have no mode of their own: this one is none, as it was seen above.
        Files.setPosixFilePermissions(path, mode);
        changed = true;
      }
      return changed;
    } catch (IOException e) {
      throw new ActionFailed(path + " cannot be given its owner and mode: " + e, e);
    }
  }

  private static PosixFileAttributes read(Path path) throws ActionFailed {
    try {
      return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new ActionFailed(path + " cannot be looked at: " + e, e);
    }
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context) throws ActionFailed {
    int count = 0;
    for (JsonNode was : registered.path("files")) {
      Path path = Path.of(was.path("path").asText());
      if (Files.exists(path)) {
        restore(path, was);
        count++;
      }
    }
    return "put back owner and mode of " + count + " files";
  }

  private static void restore(Path path, JsonNode was) throws ActionFailed {
    Path real = Guarded.path(path);
    var view =
        Files.getFileAttributeView(real, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    var users = real.getFileSystem().getUserPrincipalLookupService();
    try {
      view.setGroup(users.lookupPrincipalByGroupName(was.path("group").asText()));
      view.setOwner(users.lookupPrincipalByName(was.path("owner").asText()));
      Files.setPosixFilePermissions(
          real, PosixFilePermissions.fromString(was.path("mode").asText()));
    } catch (IOException e) {
      throw new ActionFailed(path + " cannot be given its owner and mode back: " + e, e);
    }
  }
}
