package org.clarityos.heal.drill;

/** A part of a disposable site. */
enum Part {
  APP("service:app"),
  NGINX("service:nginx"),
  REDIS("service:redis"),
  FILESYSTEM("filesystem:data");

  private final String component;

  Part(String component) {
    this.component = component;
  }

  /** Its name in the inventory. */
  String component() {
    return component;
  }
}
