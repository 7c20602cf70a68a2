package org.clarityos.heal.inventory;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What actions may touch of a component beside its process and its files; what is not said here is
 * refused.
 *
 * @param manager the service manager that runs it
 * @param cgroup its control group, for example {@code system.slice/nginx.service}; empty for none
 * @param commands commands that may be run, by name, each a list of arguments
 * @param addresses beginnings of addresses that may be called, for example
 *     {@code http://127.0.0.1:8080/admin/}
 * @param sysctl kernel settings that may be set, for example {@code vm.swappiness}
 * @param networks networks that addresses, routes and blocked peers may lie in, for example
 *     {@code 10.0.0.0/8}
 * @param packages packages that may be held or upgraded
 * @param device the block device of a filesystem
 * @param quarantine folders whose files may be put in quarantine
 * @param permissions the owner and mode that files must have
 */
public record Allowance(
    Optional<Manager> manager,
    String cgroup,
    Map<String, List<String>> commands,
    List<String> addresses,
    List<String> sysctl,
    List<String> networks,
    List<String> packages,
    Optional<Path> device,
    List<Path> quarantine,
    List<Permission> permissions) {
  /** The allowance of a component of which the inventory says nothing. */
  public static final Allowance NONE =
      new Allowance(
          Optional.empty(),
          "",
          Map.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          List.of());

  /** Fills in what the file leaves out. */
  public Allowance {
    manager = manager == null ? Optional.empty() : manager;
    cgroup = cgroup == null ? "" : cgroup;
    commands = commands == null ? Map.of() : Map.copyOf(commands);
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
    sysctl = sysctl == null ? List.of() : List.copyOf(sysctl);
    networks = networks == null ? List.of() : List.copyOf(networks);
    packages = packages == null ? List.of() : List.copyOf(packages);
    device = device == null ? Optional.empty() : device;
    quarantine = quarantine == null ? List.of() : List.copyOf(quarantine);
    permissions = permissions == null ? List.of() : List.copyOf(permissions);
    require(
        cgroup.isEmpty()
            || cgroup.matches("[\\w@:\\\\-][\\w.@:\\\\-]*(/[\\w@:\\\\-][\\w.@:\\\\-]*)*"),
        "cgroup is \"" + cgroup + "\"; it reads a/b, below the root of the hierarchies");
    for (String address : addresses) {
      require(
          address.matches("https?://[^/\\s@]+/[^\\s]*"),
          "addresses has \"" + address + "\"; it reads http://host:port/path/");
    }
    for (String name : sysctl) {
      require(
          name.matches("[a-z0-9_]+(\\.[A-Za-z0-9_-]+)+"),
          "sysctl has \"" + name + "\"; it reads vm.swappiness");
    }
    for (String name : packages) {
      require(
          name.matches("[a-z0-9][a-z0-9.+-]+"),
          "packages has \"" + name + "\"; it reads like nginx-light");
    }
    for (Path folder : quarantine) {
      require(
          folder.getNameCount() > 1,
          "quarantine has \"" + folder + "\"; it is a folder below the top level");
    }
  }

  private static void require(boolean right, String wrong) {
    if (!right) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /**
   * The service manager that runs a component.
   *
   * @param kind {@code systemd}, {@code runit}, {@code supervisor}, {@code runc}, {@code podman}, or
   *     {@code command} for commands of its own
   * @param unit how it is called there: the unit, the program, the container, or runit's service
   *     folder
   * @param path supervisor's configuration file, or the bundle of a runc container
   * @param start the command that starts it, of kind {@code command}
   * @param stop the command that stops it, of kind {@code command}
   * @param status the command that ends with 0 while it runs, of kind {@code command}
   */
  public record Manager(
      String kind,
      String unit,
      Optional<Path> path,
      List<String> start,
      List<String> stop,
      List<String> status) {
    private static final List<String> KINDS =
        List.of("systemd", "runit", "supervisor", "runc", "podman", "command");

    /** Fills in what the file leaves out, and checks that it can be asked. */
    public Manager {
      unit = unit == null ? "" : unit;
      path = path == null ? Optional.empty() : path;
      start = start == null ? List.of() : List.copyOf(start);
      stop = stop == null ? List.of() : List.copyOf(stop);
      status = status == null ? List.of() : List.copyOf(status);
      require(KINDS.contains(kind), "kind is \"" + kind + "\"; it is one of " + KINDS);
      boolean own = "command".equals(kind);
      require(
          own || unit.matches("[\\w/@.][\\w/@.:-]*"),
          "unit is \"" + unit + "\"; say how " + kind + " calls it");
      require(
          !("supervisor".equals(kind) && "all".equals(unit)),
          "unit is \"all\", which is everything that supervisor runs; name one program");
      require(
          !own || !(start.isEmpty() || stop.isEmpty() || status.isEmpty()),
          "a manager of kind command says start, stop and status");
      require(
          !("runc".equals(kind) && path.isEmpty()), "a manager of kind runc says path, its bundle");
    }
  }

  /**
   * The owner and mode that a file must have.
   *
   * @param path the file or folder
   * @param mode its mode, for example {@code rw-r-----}
   * @param owner its owner; empty for any
   * @param group its group; empty for any
   */
  public record Permission(Path path, String mode, String owner, String group) {
    /** Fills in what the file leaves out. */
    public Permission {
      owner = owner == null ? "" : owner;
      group = group == null ? "" : group;
      require(
          mode != null && mode.matches("([r-][w-][x-]){2}[r-]-[x-]"),
          "mode is \"" + mode + "\"; it reads rw-r-----, not writable for everybody");
    }
  }
}
