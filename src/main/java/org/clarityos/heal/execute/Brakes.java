package org.clarityos.heal.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.clarityos.heal.fact.Brake;
import org.clarityos.heal.fact.Ids;

/** The brakes pulled on this host: a file each, so that they work without service and database. */
public final class Brakes {
  private final Path folder;
  private final Clock clock;

  /** The brakes in a folder. */
  public Brakes(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Pulls a brake; it holds from the next step on. */
  public void pull(Brake brake) throws IOException {
    Files.createDirectories(folder);
    Properties content = new Properties();
    content.setProperty("scope", brake.component());
    content.setProperty("reason", brake.reason());
    content.setProperty("until", Long.toString(brake.until()));
    content.setProperty("by", brake.by());
    Path part = Files.createTempFile(folder, "brake", ".part");
    try (var out = Files.newBufferedWriter(part)) {
      content.store(out, "Clarity Heal: no new step starts in this scope");
    }
    Files.move(
        part, file(brake.component(), ".brake"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(file(brake.component(), ".released"));
  }

  /** Releases the brake on a scope; answers whether there was one. */
  public boolean release(String scope, String by) throws IOException {
    boolean was = Files.deleteIfExists(file(scope, ".brake"));
    if (was) {
      Files.writeString(file(scope, ".released"), by);
    }
    return was;
  }

  /** What is to be said of a brake that holds no more: who released it, if anyone did. */
  public Brake released(Brake brake) {
    Path note = file(brake.component(), ".released");
    String reason = brake.until() <= clock.millis() ? "its time is over" : "released";
    try {
      return new Brake(
          brake.component(), reason, 0, Files.exists(note) ? Files.readString(note) : "");
    } catch (IOException e) {
      return new Brake(brake.component(), reason + "; by whom cannot be read", 0, "");
    }
  }

  private Path file(String scope, String ending) {
    return folder.resolve((scope.isEmpty() ? "all" : Ids.of(scope)) + ending);
  }

  /** All that hold now. An unreadable file holds everything: whoever wrote it meant to stop. */
  public List<Brake> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Brake> brakes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.toString().endsWith(".brake"))
          .sorted()
          .forEach(file -> read(file).ifPresent(brakes::add));
    } catch (IOException e) {
      brakes.add(everything("the brake folder cannot be read"));
    }
    brakes.removeIf(brake -> brake.until() <= clock.millis());
    return brakes;
  }

  /** The brake that holds a component; empty when none does. */
  public Optional<Brake> on(String component) {
    return all().stream().filter(brake -> holds(brake.component(), component)).findFirst();
  }

  private static boolean holds(String scope, String component) {
    return scope.isEmpty() || component.equals(scope) || component.startsWith(scope + "/");
  }

  /** The brake of a file; empty when it was released since the folder was listed. */
  private static Optional<Brake> read(Path file) {
    Properties content = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      content.load(in);
      return Optional.of(
          new Brake(
              content.getProperty("scope", ""),
              content.getProperty("reason", ""),
              Long.parseLong(content.getProperty("until", Long.toString(Long.MAX_VALUE))),
              content.getProperty("by", "")));
    } catch (NoSuchFileException e) {
      // A link that leads nowhere is still there.
      return Files.isSymbolicLink(file) ? Optional.of(unreadable(file)) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(unreadable(file));
    }
  }

  private static Brake unreadable(Path file) {
    return everything(file.getFileName() + " cannot be read");
  }

  private static Brake everything(String reason) {
    return new Brake("", reason, Long.MAX_VALUE, "");
  }
}
