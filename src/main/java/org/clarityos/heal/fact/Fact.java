package org.clarityos.heal.fact;

/**
 * A statement that a Drools session may hold; every fact is a record about one component (or
 * scope).
 */
public sealed interface Fact permits Event, State, Derived {
  /**
   * The component it is about, `tenant/site/host/kind:name`, or a scope (a prefix of such an id).
   */
  String component();
}
