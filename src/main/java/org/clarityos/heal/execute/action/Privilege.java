package org.clarityos.heal.execute.action;

import java.util.List;

/** Something that an ordinary user may not do on a Linux host. */
public enum Privilege {
  /** Sends signals to processes of another user. */
  SIGNAL_OTHERS(When.OTHERS, "sends signals to processes of another user", "CAP_KILL"),
  /** Runs the component's commands as its user. */
  BECOME_OTHERS(When.OTHERS, "runs commands as another user", "CAP_SETUID", "CAP_SETGID"),
  /** Looks into the processes of another user: their program, their files, their sockets. */
  LOOK_INTO_OTHERS(
      When.OTHERS,
      "looks into processes of another user: their program, descriptors and sockets",
      "CAP_SYS_PTRACE",
      "CAP_DAC_READ_SEARCH"),
  /** Reads and changes files of another user. */
  CHANGE_OTHERS(When.OTHERS, "reads and changes files of another user", "CAP_DAC_OVERRIDE"),
  /** Gives files an owner and a mode. */
  GIVE_TO_OTHERS(
      When.OTHERS, "gives files to another user, and sets their mode", "CAP_CHOWN", "CAP_FOWNER"),
  /** Lets a process go first again. */
  PRIORITY(When.ALWAYS, "gives a process a lower nice value than it has", "CAP_SYS_NICE"),
  /** Writes the kernel's files of control groups. */
  KERNEL_FILES(
      When.ALWAYS,
      "writes the files of control groups, unless they were delegated to its user",
      "CAP_DAC_OVERRIDE"),
  /** Changes the network. */
  NETWORK(When.ALWAYS, "changes interfaces, addresses, routes and the firewall", "CAP_NET_ADMIN"),
  /** Mounts and unmounts. */
  MOUNT(When.ALWAYS, "mounts and unmounts filesystems", "CAP_SYS_ADMIN"),
  /** Is user 0: others ask for that, whatever capabilities there are. */
  ROOT(
      When.ALWAYS,
      "is user 0, as the kernel's settings, dpkg, block devices and most service managers and container runtimes want it");

  private final When when;
  private final String what;
  private final List<String> capabilities;

  /** When one is needed. */
  public enum When {
    /** Whoever the component runs as. */
    ALWAYS,
    /** When the component runs as another user than this program. */
    OTHERS
  }

  Privilege(When when, String what, String... capabilities) {
    this.when = when;
    this.what = what;
    this.capabilities = List.of(capabilities);
  }

  /** When it is needed. */
  public When when() {
    return when;
  }

  /** What it allows, in words. */
  public String what() {
    return what;
  }

  /** The capabilities that grant it; none when only user 0 has it. */
  public List<String> capabilities() {
    return capabilities;
  }
}
