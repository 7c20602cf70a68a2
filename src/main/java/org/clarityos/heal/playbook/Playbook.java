package org.clarityos.heal.playbook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/**
 * A recipe: steps, undo, preconditions and verification, as read from one YAML file.
 *
 * @param id its stable id, for example {@code restart-process}
 * @param version the version of its meaning, {@code major.minor.patch}
 * @param title a sentence for people
 * @param description what it does and when it is right
 * @param maturity {@code sandbox}, {@code incubating} or {@code stable}
 * @param order where it stands among the playbooks for the same issue, lower is tried first
 * @param handles the known issues it handles, and on which kinds of component
 * @param needs what the inventory must declare for the component, for example {@code start}
 * @param steps what is done, in order
 * @param verify how it is proven that it helped
 * @param escalate what a person is told when it did not help
 * @param hash SHA-256 of the file's bytes in hex
 */
public record Playbook(
    String id,
    String version,
    String title,
    String description,
    String maturity,
    int order,
    List<Handles> handles,
    List<String> needs,
    List<Step> steps,
    Verify verify,
    String escalate,
    String hash) {
  /** What a playbook may need: what {@code needs} may name. */
  public static final List<String> NEEDS =
      List.of(
          "start",
          "reload",
          "no-reload",
          "pidFile",
          "configuration",
          "probes",
          "listens",
          "reclaim",
          "data",
          "mount");

  /** Fills in what the file leaves out. */
  public Playbook {
    description = description == null ? "" : description;
    maturity = maturity == null ? "incubating" : maturity;
    handles = handles == null ? List.of() : List.copyOf(handles);
    needs = needs == null ? List.of() : List.copyOf(needs);
    steps = steps == null ? List.of() : List.copyOf(steps);
    escalate = escalate == null ? "" : escalate;
    hash = hash == null ? "" : hash;
    if (id == null || version == null || title == null || verify == null || steps.isEmpty()) {
      throw new IllegalArgumentException(
          "a playbook says id, version, title, handles, steps and verify");
    }
  }

  /** The same playbook with the hash of its file. */
  Playbook withHash(String value) {
    return new Playbook(
        id,
        version,
        title,
        description,
        maturity,
        order,
        handles,
        needs,
        steps,
        verify,
        escalate,
        value);
  }

  /**
   * A known issue on some kinds of component.
   *
   * @param knownIssue the known issue's id
   * @param kinds the kinds of component
   */
  public record Handles(String knownIssue, List<String> kinds) {
    /** Fills in what the file leaves out. */
    public Handles {
      knownIssue = knownIssue == null ? "" : knownIssue;
      kinds = kinds == null ? List.of() : List.copyOf(kinds);
    }
  }

  /**
   * One typed action of a playbook.
   *
   * @param id its id, unique in the playbook
   * @param action the action's name, for example {@code process.start}
   * @param with the action's parameters
   * @param timeout how long it may take
   * @param retries how often it is tried again after a failure
   * @param undo {@code automatic} (the action knows how) or {@code none}
   * @param reason why there is no undo; required with {@code none} for an action with an effect
   */
  public record Step(
      String id,
      String action,
      ObjectNode with,
      Duration timeout,
      int retries,
      String undo,
      String reason) {
    /** Fills in what the file leaves out. */
    public Step {
      with = with == null ? JsonNodeFactory.instance.objectNode() : with;
      timeout = timeout == null ? Duration.ofSeconds(10) : timeout;
      reason = reason == null ? "" : reason;
      if (id == null || action == null) {
        throw new IllegalArgumentException("a step says id and action");
      }
      if (!"automatic".equals(undo) && !"none".equals(undo)) {
        throw new IllegalArgumentException(
            "step " + id + ": undo is \"" + undo + "\"; it is automatic, or none with a reason");
      }
      if (undo.equals("none") && reason.isBlank()) {
        throw new IllegalArgumentException("step " + id + ": undo: none needs a reason");
      }
    }
  }

  /**
   * The proof that a playbook helped: all of the component's probes and states are well.
   *
   * @param check {@code healthy} (probes up, process running, configuration valid), {@code probes},
   *     {@code process}, {@code writable} or {@code configuration}
   * @param every how often to look
   * @param within how long it may take until the first good look
   */
  public record Verify(String check, Duration every, Duration within) {
    /** Checks the check. */
    public Verify {
      if (!List.of("healthy", "probes", "process", "writable", "configuration").contains(check)) {
        throw new IllegalArgumentException(
            "verify: check is \""
                + check
                + "\"; it is healthy, probes, process, writable or configuration");
      }
      if (every == null || within == null) {
        throw new IllegalArgumentException(
            "verify: it says every (how often to look) and within (until the first good look)");
      }
    }
  }
}
