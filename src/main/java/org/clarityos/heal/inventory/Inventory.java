package org.clarityos.heal.inventory;

import java.util.List;
import java.util.Optional;
import org.clarityos.heal.fact.Mode;

/**
 * What there is on a site and how far the program may go there.
 *
 * @param tenant who owns it
 * @param site the failure domain
 * @param host the host's name
 * @param mode how far the program may go where nothing narrower is said
 * @param components what can be ill
 * @param groups like components that share the work
 * @param modes narrower modes, the last match wins
 * @param plansPerHour how many plans may be released by themselves within an hour, 1 or more
 * @param budgets narrower budgets, each counted for itself
 * @param windows times in which less is done, or a change is allowed
 */
public record Inventory(
    String tenant,
    String site,
    String host,
    Mode mode,
    List<Component> components,
    List<Group> groups,
    List<ModeRule> modes,
    int plansPerHour,
    List<BudgetRule> budgets,
    List<Calendar.Declared> windows) {
  /** What a site has when its inventory does not say. */
  public static final int PLANS_PER_HOUR = 120;

  /** Fills in what the file leaves out. */
  public Inventory {
    if (tenant == null || site == null || host == null) {
      throw new IllegalArgumentException("tenant, site and host must be said");
    }
    if (plansPerHour < 1) {
      throw new IllegalArgumentException("plansPerHour is 1 or more");
    }
    mode = mode == null ? Mode.OBSERVE : mode;
    components = components == null ? List.of() : List.copyOf(components);
    groups = groups == null ? List.of() : List.copyOf(groups);
    modes = modes == null ? List.of() : List.copyOf(modes);
    budgets = budgets == null ? List.of() : List.copyOf(budgets);
    windows = windows == null ? List.of() : List.copyOf(windows);
  }

  /**
   * Like components that share the work.
   *
   * @param name the group's name
   * @param members component names, {@code kind:name}
   * @param minimumHealthy how many must stay healthy at any time
   */
  public record Group(String name, List<String> members, int minimumHealthy) {
    /** Fills in what the file leaves out. */
    public Group {
      members = members == null ? List.of() : List.copyOf(members);
    }
  }

  /**
   * A mode for a group of components, a known issue, or both.
   *
   * @param components component names, {@code kind:name}; empty for all
   * @param knownIssue a known issue's id; empty for all
   * @param mode how far the program may go there
   */
  public record ModeRule(List<String> components, String knownIssue, Mode mode) {
    /** Fills in what the file leaves out. */
    public ModeRule {
      components = components == null ? List.of() : List.copyOf(components);
      knownIssue = knownIssue == null ? "" : knownIssue;
    }
  }

  /**
   * A budget of plans for components or a scope, a known issue, or both; where it is used up a person is asked.
   *
   * @param components component names, {@code kind:name}, each of which has the budget; empty for the scope as a whole
   * @param scope what has the budget where no components are named: the tenant, the site or the host; the site when it is not said
   * @param knownIssue a known issue's id; empty for all
   * @param plansPerHour how many plans may be released by themselves within an hour, 1 or more
   */
  public record BudgetRule(
      List<String> components, Scope scope, String knownIssue, int plansPerHour) {
    /** What may have a budget as a whole. */
    public enum Scope {
      /** Whatever is of the tenant. */
      TENANT,
      /** Whatever is on the site. */
      SITE,
      /** Whatever is on the host. */
      HOST
    }

    /** Fills in what the file leaves out. */
    public BudgetRule {
      components = components == null ? List.of() : List.copyOf(components);
      knownIssue = knownIssue == null ? "" : knownIssue;
      if (plansPerHour < 1) {
        throw new IllegalArgumentException("plansPerHour is " + plansPerHour + "; it is 1 or more");
      }
      if (!components.isEmpty() && scope != null) {
        throw new IllegalArgumentException(
            "a budget is of components or of a scope, not of both; leave one out");
      }
      scope = scope == null ? Scope.SITE : scope;
      if (components.isEmpty() && scope == Scope.SITE && knownIssue.isEmpty()) {
        throw new IllegalArgumentException(
            "a budget of the whole site is plansPerHour of the inventory; name components, another scope or a knownIssue");
      }
    }
  }

  /** The id of a scope that holds all its components. */
  public String scope(BudgetRule.Scope scope) {
    return switch (scope) {
      case TENANT -> tenant;
      case SITE -> tenant + "/" + site;
      case HOST -> scope();
    };
  }

  /** The scope of all its components: {@code tenant/site/host}. */
  public String scope() {
    return tenant + "/" + site + "/" + host;
  }

  /** The full id of a component: {@code tenant/site/host/kind:name}. */
  public String id(Component component) {
    return tenant + "/" + site + "/" + host + "/" + component.id();
  }

  /** The component with a full id. */
  public Optional<Component> component(String id) {
    return components.stream().filter(c -> id(c).equals(id)).findFirst();
  }

  /** The full id of a component named {@code kind:name}, or of this site's if it has no slash. */
  public String resolve(String name) {
    return name.contains("/") ? name : tenant + "/" + site + "/" + host + "/" + name;
  }

  /** How far the program may go with a known issue on a component. */
  public Mode mode(Component component, String knownIssue) {
    Mode result = mode;
    for (ModeRule rule : modes) {
      boolean here = rule.components().isEmpty() || rule.components().contains(component.id());
      boolean issue = rule.knownIssue().isEmpty() || rule.knownIssue().equals(knownIssue);
      if (here && issue) {
        result = rule.mode();
      }
    }
    return result;
  }
}
