package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The terminals of a host: what people who are logged in run at them, read from {@code proc(5)}. */
public final class Terminals {
  private static final int TERMINAL_FIELD = 4;
  private static final int CONSOLES = 4;
  private static final int FIRST_PTS = 136;
  private static final int LAST_PTS = 143;
  private static final int A_SERIAL_LINE = 64;

  private final Path proc;
  private final Path devices;

  /** The terminals under roots such as {@code /proc} and {@code /dev}. */
  public Terminals(Path proc, Path devices) {
    this.proc = proc;
    this.devices = devices;
  }

  /**
   * A process at a terminal.
   *
   * @param pid its id
   * @param uid as whom it runs
   * @param terminal the terminal, for example {@code pts/3}
   * @param arguments its command line
   * @param folder where it stands; empty when this user may not see it
   */
  public record AtTerminal(
      long pid, long uid, String terminal, List<String> arguments, Optional<Path> folder) {
    /** The name of its program, without what it was told. */
    public String program() {
      String first = arguments.get(0);
      return first.substring(first.lastIndexOf('/') + 1);
    }
  }

  /**
   * What runs at terminals at which somebody typed lately, the oldest first; without this program, those that started it
   * and those that it started.
   *
   * @param since the time, in milliseconds since the epoch, before which typing does not count
   */
  public List<AtTerminal> busy(long since) throws IOException {
    Map<Long, Long> parents = new HashMap<>();
    Map<Long, Integer> terminals = new HashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        long pid = Long.parseLong(entry.getFileName().toString());
        List<String> stat = stat(entry);
        if (!stat.isEmpty()) {
          parents.put(pid, Long.parseLong(stat.get(1)));
          terminals.put(pid, Integer.parseInt(stat.get(TERMINAL_FIELD)));
        }
      }
    }
    List<AtTerminal> found = new ArrayList<>();
    terminals.forEach(
        (pid, number) -> {
          if (!related(pid, ProcessHandle.current().pid(), parents)) {
            name(number)
                .filter(name -> typed(name) >= since)
                .flatMap(name -> at(pid, name))
                .ifPresent(found::add);
          }
        });
    found.sort(Comparator.comparingLong(AtTerminal::pid));
    return found;
  }

  /** The fields of a process after its name; none when it has ended. */
  private static List<String> stat(Path entry) {
    try {
      String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
      return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean related(long one, long other, Map<Long, Long> parents) {
    return above(one, other, parents) || above(other, one, parents);
  }

  /** Whether a process is another one, or one of those that it came from. */
  private static boolean above(long upper, long lower, Map<Long, Long> parents) {
    long at = lower;
    for (int steps = 0; at > 0 && steps <= parents.size(); steps++) {
      if (at == upper) {
        return true;
      }
      at = parents.getOrDefault(at, 0L);
    }
    return false;
  }

  /** The name of a terminal by its device number, see {@code proc(5)}; empty for what nobody sits at. */
  private static Optional<String> name(int number) {
    int major = (number >> 8) & 0xfff;
    int minor = (number & 0xff) | ((number >> 12) & 0xfff00);
    if (major >= FIRST_PTS && major <= LAST_PTS) {
      return Optional.of("pts/" + (minor + ((major - FIRST_PTS) << 8)));
    }
    if (major == CONSOLES) {
      return Optional.of(minor < A_SERIAL_LINE ? "tty" + minor : "ttyS" + (minor - A_SERIAL_LINE));
    }
    return Optional.empty();
  }

  /** When somebody last typed there, which is when it was last read; 0 when that cannot be told. */
  private long typed(String terminal) {
    try {
      Path device = devices.resolve(terminal);
      return Files.readAttributes(device, BasicFileAttributes.class).lastAccessTime().toMillis();
    } catch (IOException e) {
      // It is another container's.
      return 0;
    }
  }

  private Optional<AtTerminal> at(long pid, String terminal) {
    Path entry = proc.resolve(Long.toString(pid));
    try {
      String line =
          new String(Files.readAllBytes(entry.resolve("cmdline")), StandardCharsets.UTF_8);
      long uid = ((Number) Files.getAttribute(entry, "unix:uid")).longValue();
      return line.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new AtTerminal(
                  pid, uid, terminal, List.of(line.split("\0", -1)), folder(entry.resolve("cwd"))));
    } catch (IOException e) {
      // It has ended.
      return Optional.empty();
    }
  }

  private static Optional<Path> folder(Path link) {
    try {
      return Files.exists(link, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(Files.readSymbolicLink(link))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The user that a process runs as, by name where there is one. */
  public String user(AtTerminal process) {
    try {
      return Files.getOwner(proc.resolve(Long.toString(process.pid()))).getName();
    } catch (IOException e) {
      return "user " + process.uid();
    }
  }
}
