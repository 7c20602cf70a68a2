package org.clarityos.heal.inventory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.clarityos.heal.yaml.Problem;

/** The check that every component named in an inventory is declared there, once. */
final class InventoryReferences {
  private final InventoryTree tree;
  private final Inventory inventory;
  private final Set<String> declared = new TreeSet<>();
  private final List<Problem> problems = new ArrayList<>();

  InventoryReferences(InventoryTree tree, Inventory inventory) {
    this.tree = tree;
    this.inventory = inventory;
  }

  List<Problem> problems() {
    for (int i = 0; i < inventory.components().size(); i++) {
      if (!declared.add(inventory.components().get(i).id())) {
        refuse(
            List.of("components", i, "id"),
            inventory.components().get(i).id() + " is declared twice",
            "give each component an id of its own");
      }
    }
    for (int i = 0; i < inventory.components().size(); i++) {
      component(i, inventory.components().get(i));
    }
    for (int i = 0; i < inventory.groups().size(); i++) {
      names(List.of("groups", i, "members"), inventory.groups().get(i).members());
    }
    for (int i = 0; i < inventory.modes().size(); i++) {
      names(List.of("modes", i, "components"), inventory.modes().get(i).components());
    }
    for (int i = 0; i < inventory.budgets().size(); i++) {
      names(List.of("budgets", i, "components"), inventory.budgets().get(i).components());
    }
    Set<String> windows = new HashSet<>();
    for (int i = 0; i < inventory.windows().size(); i++) {
      Calendar.Declared window = inventory.windows().get(i);
      names(List.of("windows", i, "components"), window.components());
      if (!windows.add(window.name())) {
        refuse(
            List.of("windows", i, "name"),
            "window " + window.name() + " is declared twice",
            "give each window a name of its own");
      }
    }
    return problems;
  }

  private void component(int i, Component component) {
    names(List.of("components", i, "dependsOn"), component.dependsOn());
    String standby = component.policy().standby();
    if (!standby.isEmpty()) {
      name(List.of("components", i, "policy", "standby"), standby);
    }
    Set<String> probes = new HashSet<>();
    for (int p = 0; p < component.probes().size(); p++) {
      String probe = component.probes().get(p).name();
      if (!probes.add(probe)) {
        refuse(
            List.of("components", i, "probes", p, "name"),
            "probe " + probe + " is declared twice",
            "give each probe a name of its own");
      }
    }
  }

  private void names(List<Object> at, List<String> names) {
    for (int n = 0; n < names.size(); n++) {
      List<Object> path = new ArrayList<>(at);
      path.add(n);
      name(path, names.get(n));
    }
  }

  private void name(List<Object> at, String name) {
    if (!name.contains("/") && !declared.contains(name)) {
      refuse(
          at,
          "\"" + name + "\" is not declared",
          "declared are " + String.join(", ", declared) + "; of elsewhere write the full id");
    }
  }

  private void refuse(List<Object> at, String wrong, String right) {
    problems.add(tree.problem(at, wrong, right));
  }
}
