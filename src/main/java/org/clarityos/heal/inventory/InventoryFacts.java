package org.clarityos.heal.inventory;

import java.util.ArrayList;
import java.util.List;
import org.clarityos.heal.fact.Approver;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.ChangeControl;
import org.clarityos.heal.fact.ComponentInfo;
import org.clarityos.heal.fact.DependsOn;
import org.clarityos.heal.fact.GroupMember;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.fact.State;

/** The inventory as facts that rules may mention. */
public final class InventoryFacts {
  private InventoryFacts() {}

  /** The facts of an inventory, in its order. */
  public static List<State> of(Inventory inventory) {
    List<State> facts = new ArrayList<>();
    String site = inventory.tenant() + "/" + inventory.site();
    facts.add(new Budget(site, "", inventory.plansPerHour()));
    for (Inventory.BudgetRule rule : inventory.budgets()) {
      List<String> scopes =
          rule.components().isEmpty()
              ? List.of(inventory.scope(rule.scope()))
              : rule.components().stream().map(inventory::resolve).toList();
      scopes.forEach(s -> facts.add(new Budget(s, rule.knownIssue(), rule.plansPerHour())));
    }
    for (Component component : inventory.components()) {
      String id = inventory.id(component);
      Component.Policy policy = component.policy();
      facts.add(
          new ComponentInfo(
              id,
              site,
              component.kind(),
              component.type(),
              policy.criticality(),
              policy.desired().equals("running"),
              policy.managedBy(),
              policy.fenced(),
              Boolean.TRUE.equals(policy.autoFix()),
              !component.dependsOn().isEmpty()));
      if (policy.changeTicket()) {
        facts.add(new ChangeControl(id));
      }
      if (policy.approver() != Role.OPERATOR) {
        facts.add(new Approver(id, policy.approver()));
      }
      component
          .dependsOn()
          .forEach(needed -> facts.add(new DependsOn(id, inventory.resolve(needed))));
    }
    for (Inventory.Group group : inventory.groups()) {
      group
          .members()
          .forEach(
              member ->
                  facts.add(
                      new GroupMember(
                          inventory.resolve(member), group.name(), group.minimumHealthy())));
    }
    return facts;
  }
}
