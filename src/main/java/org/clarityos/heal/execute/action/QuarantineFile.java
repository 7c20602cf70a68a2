package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.Safety;

/** The action {@code file.quarantine}. */
public final class QuarantineFile extends Described<QuarantineFile.Parameters> {
  private static final Set<PosixFilePermission> NOBODY = Set.of();

  /**
   * Which file is put away.
   *
   * @param path the file, in a folder that the inventory allows
   */
  public record Parameters(@JsonProperty(required = true) Path path) {}

  /** The action. */
  public QuarantineFile() {
    super(
        "file.quarantine",
        "Moves a file of an allowed folder to the execution's own folder, readable by nobody; the undo brings it back.",
        Parameters.class,
        Safety.REVERSIBLE,
        Repeat.CHECK_THEN_ACT);
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context) throws ActionFailed {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    if (Files.notExists(parameters.path(), LinkOption.NOFOLLOW_LINKS)) {
      return registered;
    }
    Path file = allowed(parameters, context);
    try {
      // Within a filesystem it only gets another name.
      Path there = Files.createDirectories(context.keep());
      if (!Files.getFileStore(there).equals(Files.getFileStore(file))) {
        Room.refuseWithout(there, Files.size(file));
      }
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
      return registered
          .put("file", file.toString())
          .put("away", away(file, context).toString())
          .put("mode", mode);
    } catch (IOException e) {
      throw new ActionFailed(file + " cannot be looked at: " + e, e);
    }
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.CHANGE_OTHERS);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    if (Files.notExists(parameters.path(), LinkOption.NOFOLLOW_LINKS)) {
      return Preview.of("moves nothing: " + parameters.path() + " is not there");
    }
    Path file = allowed(parameters, context);
    return Preview.of(
            "moves %s (%s) to the execution's own folder, readable by nobody"
                .formatted(file, Looks.content(file)))
        .undoneBy("moves it back, with its mode");
  }

  @Override
  public String run(Parameters parameters, ActionContext context) throws ActionFailed {
    if (Files.notExists(parameters.path(), LinkOption.NOFOLLOW_LINKS)) {
      return parameters.path() + " has gone";
    }
    Path file = allowed(parameters, context);
    try {
      Files.createDirectories(context.keep());
      Files.setPosixFilePermissions(file, NOBODY);
      Files.move(file, away(file, context));
    } catch (IOException e) {
      throw new ActionFailed(file + " cannot be put away: " + e, e);
    }
    return "put " + file + " away as " + away(file, context).getFileName();
  }

  private static Path allowed(Parameters parameters, ActionContext context) throws ActionFailed {
    Path file = Guarded.file(parameters.path());
    for (Path folder : context.component().allows().quarantine()) {
      if (Files.isDirectory(folder) && file.startsWith(Guarded.path(folder))) {
        if (Guarded.declared(context, file)) {
          throw new ActionFailed(file + " is configuration or data of a component");
        }
        return file;
      }
    }
    throw new ActionFailed(
        file
            + " is in none of the folders that the inventory allows for quarantine: "
            + context.component().allows().quarantine());
  }

  private static Path away(Path file, ActionContext context) {
    return context.keep().resolve("quarantine-" + Ids.of(file.toString()));
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context) throws ActionFailed {
    if (!registered.has("file")) {
      return "nothing had been put away";
    }
    Path file = Path.of(registered.path("file").asText());
    Path away = Path.of(registered.path("away").asText());
    try {
      if (Files.exists(away)) {
        Files.move(away, file);
      }
      if (Files.exists(file)) {
        Files.setPosixFilePermissions(
            file, PosixFilePermissions.fromString(registered.path("mode").asText()));
      }
    } catch (IOException e) {
      throw new ActionFailed(file + " cannot be brought back: " + e, e);
    }
    return "brought back " + file;
  }
}
