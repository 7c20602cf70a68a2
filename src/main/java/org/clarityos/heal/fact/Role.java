package org.clarityos.heal.fact;

/** What a person may do; each may also do what those before it may. */
public enum Role {
  /** Look. */
  VIEWER,
  /** Write rules and playbooks. */
  AUTHOR,
  /** Work on components, and answer what is asked about them. */
  OPERATOR,
  /** Answer what is asked about components that not every operator decides on. */
  APPROVER,
  /** Everything. */
  ADMIN
}
