package org.clarityos.heal.drill;

import java.io.IOException;
import java.util.Optional;

/** A fault that can be injected for real. */
interface Fault {
  /** Injects it into a part; what is returned ends what the fault left running. */
  Aftermath inject(Site site, Part part) throws IOException, InterruptedException;

  /**
   * What has to be answered rightly for the part to be well: more than its users' question if the
   * fault hides.
   */
  default Question question(Site site, Part part) throws IOException {
    return site.question(part);
  }

  /** Why it cannot be injected here; empty when it can. */
  default Optional<String> missing(Site site) {
    return Optional.empty();
  }

  /** Whether the part is as the fault needs it: some strike only what has run for a while. */
  default boolean ready(Site site, Part part) throws IOException {
    return true;
  }

  /** Whether the beginnings of {@link Site#state()} may change through it. */
  default boolean mayChange(Part part, String state) {
    return state.startsWith(part.name() + " process")
        || (part == Part.APP && state.equals("APP starts"));
  }

  /** How often the app may be started to heal it. */
  default int mostStarts() {
    return 1;
  }

  /** The end of what a fault left running. */
  interface Aftermath {
    /** Nothing was left running. */
    Aftermath NONE = () -> {};

    /** Ends it. */
    void end() throws IOException, InterruptedException;
  }
}
