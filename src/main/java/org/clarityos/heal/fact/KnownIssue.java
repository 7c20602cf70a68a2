package org.clarityos.heal.fact;

/**
 * An entry of the knowledge base, from the header of its DRL file.
 *
 * @param id its stable id
 * @param title a sentence for people
 * @param severity how bad it is on a component of medium criticality
 * @param maturity {@code sandbox}, {@code incubating} or {@code stable}
 * @param pack the pack it comes from, {@code name@version}
 */
public record KnownIssue(String id, String title, Severity severity, String maturity, String pack)
    implements State {
  @Override
  public String key() {
    return "issue|" + id;
  }

  @Override
  public String component() {
    return "";
  }
}
