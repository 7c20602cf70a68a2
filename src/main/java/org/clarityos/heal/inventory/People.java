package org.clarityos.heal.inventory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.yaml.StrictYaml;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * The people who may answer what the service asks, in a file of its data folder: each is known by a
 * token, of which the file holds the hash.
 */
public final class People {
  /** The file, in the data folder. */
  public static final String FILE = "people.yaml";

  private static final int TOKEN_BYTES = 32;
  private final Path file;

  /** The people of a data folder. */
  public People(Path data) {
    this.file = data.resolve(FILE);
  }

  /**
   * A person.
   *
   * @param name how the audit log calls them
   * @param role what they may do
   * @param token the SHA-256 of their token, in hex
   */
  public record Person(String name, Role role, String token) {
    /** Checks that they can be known. */
    public Person {
      require(
          name != null && name.matches("[A-Za-z0-9][\\w.@-]{0,63}"),
          "name is \"" + name + "\"; it reads ann or ann@example.com");
      require(role != null, "role is missing; it is viewer, author, operator, approver or admin");
      require(
          token != null && token.matches("[0-9a-f]{64}"),
          "token of " + name + " is no SHA-256 in hex; clarity person add writes it");
    }
  }

  /**
   * What the file says.
   *
   * @param people everybody
   */
  private record Register(List<Person> people) {
    Register {
      people = people == null ? List.of() : List.copyOf(people);
    }
  }

  private static void require(boolean right, String wrong) {
    if (!right) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /** Where they are written. */
  public Path file() {
    return file;
  }

  /**
   * Everybody; nobody when there is no file.
   *
   * @throws YamlInvalid when the file cannot be read, or does not say what it must
   */
  public List<Person> all() throws YamlInvalid {
    return Files.exists(file) ? StrictYaml.read(file, Register.class).people() : List.of();
  }

  /** Who a token belongs to; empty when nobody has it. */
  public Optional<Person> known(String token) throws YamlInvalid {
    byte[] hash = bytes(hash(token));
    return all().stream()
        .filter(person -> MessageDigest.isEqual(bytes(person.token()), hash))
        .findFirst();
  }

  /**
   * Adds a person, or gives one a new role and a new token; answers the token, which is kept
   * nowhere.
   */
  public String put(String name, Role role, RandomGenerator random)
      throws YamlInvalid, IOException {
    byte[] secret = new byte[TOKEN_BYTES];
    random.nextBytes(secret);
    String token = HexFormat.of().formatHex(secret);
    List<Person> people = new ArrayList<>(all());
    people.removeIf(person -> person.name().equals(name));
    people.add(new Person(name, role, hash(token)));
    write(people);
    return token;
  }

  /** Takes a person out; answers whether there was one. */
  public boolean remove(String name) throws YamlInvalid, IOException {
    List<Person> people = new ArrayList<>(all());
    boolean there = people.removeIf(person -> person.name().equals(name));
    if (there) {
      write(people);
    }
    return there;
  }

  private void write(List<Person> people) throws IOException {
    StringBuilder text = new StringBuilder("# Written by clarity person.\npeople:\n");
    for (Person person : people) {
      text.append(
          "  - name: \"%s\"\n    role: %s\n    token: \"%s\"\n"
              .formatted(
                  person.name(), person.role().name().toLowerCase(Locale.ROOT), person.token()));
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = file.resolveSibling(FILE + ".part");
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(part, people.isEmpty() ? "people: []\n" : text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String hash(String token) {
    return Ids.sha256(bytes(token));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
