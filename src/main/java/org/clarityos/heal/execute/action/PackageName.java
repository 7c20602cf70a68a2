package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Which package.
 *
 * @param name its name, as the inventory allows it
 */
public record PackageName(@JsonProperty(required = true) String name) {
  /** Checks that there is one. */
  public PackageName {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("name is missing; it reads like nginx-light");
    }
  }
}
