package org.clarityos.heal.inventory;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The answer to an inventory that may not be loaded: everything that is wrong with it, each with its place. */
public final class InventoryInvalid extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /** An answer that lists at least one problem. */
  public InventoryInvalid(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * One thing that is wrong.
   *
   * @param file the inventory file
   * @param line the line, from 1
   * @param column the column, from 1
   * @param wrong what is wrong
   * @param right what would be right
   */
  public record Problem(Path file, int line, int column, String wrong, String right) {
    @Override
    public String toString() {
      return file + ":" + line + ":" + column + ": " + wrong + (right.isEmpty() ? "" : "; " + right);
    }
  }
}
