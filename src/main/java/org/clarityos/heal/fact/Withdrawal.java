package org.clarityos.heal.fact;

/**
 * The end of a state that nothing replaces: what the inventory, the packs or the playbooks no longer
 * declare, and what rules forget.
 *
 * @param component what the ended state was about
 * @param key the ended state's key
 */
public record Withdrawal(String component, String key) implements State {}
