package org.clarityos.heal.yaml;

/**
 * The answer to a file that may not be loaded: file, line and column, what is wrong, what would be
 * right.
 */
public final class YamlInvalid extends Exception {
  private static final long serialVersionUID = 1L;

  /** An answer in words for its author. */
  public YamlInvalid(String message) {
    super(message);
  }
}
