package org.clarityos.heal.execute.action;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.host.ProcessInfo;
import org.clarityos.heal.host.ProcessUse;

/** What actions on a Java virtual machine share: asking it, and fetching the files that it writes. */
final class Jvms {
  /** A machine that has been asked takes a descriptor for the answer. */
  private static final double MOST_DESCRIPTORS = 0.9;

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Pattern USED = Pattern.compile("used (\\d+)([KMG])");
  private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rw-------");

  private final ActionContext context;
  private final ProcessInfo process;

  private Jvms(ActionContext context, ProcessInfo process) {
    this.context = context;
    this.process = process;
  }

  /**
   * The machine that the component runs on.
   *
   * @throws ActionFailed when there is none, or it could not answer
   */
  static Jvms of(ActionContext context) throws ActionFailed {
    ProcessInfo process = Processes.targets(context, false).get(0);
    Jvms machine = new Jvms(context, process);
    Path program = machine.program();
    if (!program.endsWith("java")) {
      throw new ActionFailed(machine + " runs " + program + ", which is no Java virtual machine");
    }
    if (process.state() == 'T') {
      throw new ActionFailed(machine + " is paused; it cannot answer");
    }
    double descriptors = machine.use().map(ProcessUse::descriptorRatio).orElse(0.0);
    if (descriptors > MOST_DESCRIPTORS) {
      throw new ActionFailed(
          "%s has used %.0f %% of its file descriptors; to answer takes one"
              .formatted(machine, descriptors * 100));
    }
    return machine;
  }

  boolean lives() {
    return Processes.alive(context.hands().processes(), process);
  }

  Optional<ProcessUse> use() {
    return context.hands().processes().use(process.pid());
  }

  private Path proc() {
    return Path.of("/proc", Long.toString(process.pid()));
  }

  private Path program() throws ActionFailed {
    try {
      return Files.readSymbolicLink(proc().resolve("exe"));
    } catch (IOException e) {
      throw new ActionFailed(this + " cannot be looked at: " + e, e);
    }
  }

  /** The tool that belongs to the machine, else to ours: each can ask the other. */
  private String tool() throws ActionFailed {
    List<Path> tools =
        List.of(
            program().resolveSibling("jcmd"),
            Path.of(System.getProperty("java.home"), "bin", "jcmd"));
    return tools.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new ActionFailed("there is no jcmd at " + tools + "; it is in a JDK"))
        .toString();
  }

  /** Asks the machine; answers what it said. */
  String ask(String... words) throws ActionFailed, InterruptedException {
    return ask(Optional.empty(), words);
  }

  /** Asks the machine; what it says goes to a file. */
  String ask(Path file, String... words) throws ActionFailed, InterruptedException {
    return ask(Optional.of(file), words);
  }

  private String ask(Optional<Path> file, String... words)
      throws ActionFailed, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(tool(), Long.toString(process.pid())));
    arguments.addAll(List.of(words));
    var result =
        context
            .hands()
            .commands()
            .run(
                new CommandRunner.Command(
                    arguments, context.process().user(), Path.of("/"), Map.of(), file, LIMIT));
    if (result.exitCode() != 0) {
      throw new ActionFailed(
          this + " does not answer " + String.join(" ", words) + ": " + Programs.words(result));
    }
    return result.output();
  }

  /** How many bytes of its heap are used, as its collector says; at most what it has in memory. */
  long heapUsed() throws ActionFailed, InterruptedException {
    String said = ask("GC.heap_info");
    int classes = said.indexOf("Metaspace");
    Matcher matcher = USED.matcher(classes < 0 ? said : said.substring(0, classes));
    long bytes = 0;
    boolean told = false;
    while (matcher.find()) {
      bytes += Long.parseLong(matcher.group(1)) << (10 * (1 + "KMG".indexOf(matcher.group(2))));
      told = true;
    }
    return told ? bytes : use().map(ProcessUse::rssBytes).orElse(0L);
  }

  /** A new file in the execution's own folder, readable by ourselves only; an earlier one is replaced. */
  Path file(String name) throws IOException {
    Files.createDirectories(context.keep());
    Path file = context.keep().resolve(name);
    Files.deleteIfExists(file);
    return Files.createFile(file, PosixFilePermissions.asFileAttribute(OURS));
  }

  /** A folder that the machine may write into, which it may see in another place than we do. */
  Exchange exchange() throws IOException, ActionFailed {
    Path made =
        Files.createTempDirectory(
            proc().resolve("root").resolve("tmp"), "clarity-evidence-" + process.pid() + "-");
    UserPrincipal owner = Files.getOwner(proc());
    if (!owner.equals(Files.getOwner(made))) {
      Files.setOwner(made, owner);
    }
    return new Exchange(made, Path.of("/tmp").resolve(made.getFileName()), this);
  }

  @Override
  public String toString() {
    return "process " + process.pid() + " of " + context.component().id();
  }

  /**
   * A folder that both write into, gone when it is closed.
   *
   * @param ours where we see it
   * @param theirs where the machine sees it
   * @param machine the machine
   */
  record Exchange(Path ours, Path theirs, Jvms machine) implements AutoCloseable {
    /** Keeps what the machine wrote, up to a size; answers how long it is. */
    long take(String name, long most) throws IOException, ActionFailed {
      Path from = ours.resolve(name);
      if (!Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
        throw new ActionFailed("the machine said that it wrote " + name + ", and did not");
      }
      long size = Files.size(from);
      if (size > most) {
        throw new ActionFailed(name + " has " + size + " bytes, more than " + most);
      }
      // Opened without following links: the machine's user could put one in its place meanwhile.
      try (InputStream in = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS);
          OutputStream out = Files.newOutputStream(machine.file(name), StandardOpenOption.WRITE)) {
        return in.transferTo(out);
      }
    }

    @Override
    public void close() throws IOException {
      try (var files = Files.list(ours)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(ours);
    }
  }
}
