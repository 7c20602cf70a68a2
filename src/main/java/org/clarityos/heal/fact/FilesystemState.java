package org.clarityos.heal.fact;

/**
 * Whether one can write to a filesystem, by trying.
 *
 * @param component the filesystem
 * @param status what happened on writing
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record FilesystemState(String component, Status status, long since, String source)
    implements State {
  @Override
  public String key() {
    return "filesystem|" + component;
  }

  /** What happens when a small file is written. */
  public enum Status {
    /** Writing works. */
    WRITABLE,
    /** No space left. */
    FULL,
    /** No inodes left. */
    OUT_OF_INODES,
    /** Mounted or turned read-only. */
    READ_ONLY,
    /** Input/output error. */
    FAILING,
    /** The mount is not there. */
    UNMOUNTED
  }
}
