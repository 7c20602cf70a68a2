package org.clarityos.heal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The telling of files that a command made, and of what comes next. */
final class Made {
  private Made() {}

  /** Something that makes files. */
  interface Making {
    /** Makes them; throws in words. */
    List<Path> make() throws IOException;
  }

  static int tell(@Nullable CommandSpec spec, Making making, String next) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try {
      making.make().forEach(file -> out.println("wrote " + file));
      out.println(next);
      return 0;
    } catch (FileAlreadyExistsException e) {
      out.println(e.getMessage() + " is there already; nothing was changed");
      return 1;
    } catch (NoSuchFileException e) {
      out.println("there is no " + e.getMessage());
      return 1;
    } catch (IOException | IllegalArgumentException e) {
      out.println(e.getMessage());
      return 1;
    } finally {
      out.flush();
    }
  }
}
