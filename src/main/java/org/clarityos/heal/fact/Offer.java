package org.clarityos.heal.fact;

/**
 * A playbook that handles a known issue on a component, with what its steps would mean there.
 *
 * @param component the component
 * @param knownIssue the known issue it handles
 * @param playbook the playbook's id
 * @param version the playbook's version and hash
 * @param kind the component's kind
 * @param safety the worst class over its steps
 * @param undoKnown whether every step with an effect has an undo, or a stated reason why it needs
 *     none
 * @param safeSubset whether its read-only and reversible steps alone have an effect
 * @param order where it stands among the playbooks for this issue, lower is tried first
 * @param mode how far the program may go with this issue on this component
 */
public record Offer(
    String component,
    String knownIssue,
    String playbook,
    String version,
    String kind,
    Safety safety,
    boolean undoKnown,
    boolean safeSubset,
    int order,
    Mode mode)
    implements State {
  @Override
  public String key() {
    return "offer|" + component + "|" + knownIssue + "|" + playbook;
  }
}
