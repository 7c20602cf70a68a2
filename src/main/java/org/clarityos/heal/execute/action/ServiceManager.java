package org.clarityos.heal.execute.action;

/** A service manager, or a runtime of containers, as far as it runs one component. */
interface ServiceManager {
  /**
   * Whether the component runs there.
   *
   * @throws ActionFailed when the manager does not answer, or does not know it
   */
  Standing standing() throws ActionFailed, InterruptedException;

  /** Tells the manager what to do with the component; whether that came about is another question. */
  void tell(Order order) throws ActionFailed, InterruptedException;

  /** What a manager can be told. */
  enum Order {
    /** Start what does not run. */
    START,
    /** Stop it, and keep it stopped. */
    STOP,
    /** Stop it if it runs, and start it. */
    RESTART,
    /** Make it read its configuration again. */
    RELOAD,
    /** Throw it away, whatever state it is in, and make it anew. */
    RECREATE
  }

  /**
   * How a component stands.
   *
   * @param runs whether it runs
   * @param pid its main process; 0 when the manager does not say
   * @param words how the manager puts it
   */
  record Standing(boolean runs, long pid, String words) {
    /** It, for a reason or the audit. */
    String told() {
      return pid > 0 ? words + " as process " + pid : words;
    }
  }
}
