package org.clarityos.heal.inventory;

/** The answer to an inventory that may not be loaded: file, line and column, what is wrong, what would be right. */
public final class InventoryInvalid extends Exception {
  private static final long serialVersionUID = 1L;

  /** An answer in words for an operator. */
  public InventoryInvalid(String message) {
    super(message);
  }
}
