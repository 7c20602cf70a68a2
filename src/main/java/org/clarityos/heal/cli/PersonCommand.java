package org.clarityos.heal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Objects;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.inventory.People;
import org.clarityos.heal.yaml.YamlInvalid;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code person}: who may answer what the service asks. */
@Command(name = "person", description = "Who may answer what the service asks.")
final class PersonCommand {
  @Spec private @Nullable CommandSpec spec;

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  private static People people(@Nullable Path data) {
    return new People(data == null ? DataFolder.standard() : data);
  }

  @Command(
      name = "add",
      description = "Adds a person, or gives one a new role and token; the token goes to a file.")
  int add(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--role",
              required = true,
              description = "viewer, author, operator, approver or admin")
          Role role,
      @Option(names = "--to", required = true, description = "the file to write the token to")
          Path to,
      @Option(names = "--data", description = "the service's data folder") @Nullable Path data)
      throws IOException, YamlInvalid {
    try {
      Files.createFile(
          to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(to + " is there already; name a file that is not", e);
    }
    try {
      Files.writeString(to, people(data).put(name, role, new SecureRandom()));
    } catch (IllegalArgumentException e) {
      Files.delete(to);
      throw new IOException(e.getMessage(), e);
    }
    out().println(name + " is " + role + "; the token is in " + to);
    return 0;
  }

  @Command(name = "remove", description = "Takes a person out; the token is worth nothing then.")
  int remove(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--data", description = "the service's data folder") @Nullable Path data)
      throws IOException, YamlInvalid {
    boolean removed = people(data).remove(name);
    out().println(removed ? "removed" : "there is no " + name);
    return removed ? 0 : 1;
  }

  @Command(name = "list", description = "Prints everybody with their role.")
  int list(@Option(names = "--data", description = "the service's data folder") @Nullable Path data)
      throws YamlInvalid {
    people(data).all().forEach(person -> out().println(person.name() + "  " + person.role()));
    return 0;
  }
}
