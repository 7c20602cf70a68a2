package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.playbook.Effect;

/**
 * One typed thing the executor can do; one class each.
 *
 * @param <P> its parameters, a record
 */
public interface Action<P extends Record> {
  /** Its name in playbooks, for example {@code process.start}. */
  String name();

  /** What it does, in a sentence, for the reference. */
  String summary();

  /** The record of its parameters. */
  Class<P> parameters();

  /** The class of its effect. */
  Safety safety();

  /** What monitors see of the component once it has worked; nothing when that is not known before. */
  default List<Effect> effects() {
    return List.of();
  }

  /** Whether it may be run again when it is unknown whether it ran. */
  Repeat repeat();

  /** What it needs that an ordinary user does not have. */
  default Set<Privilege> needs() {
    return Set.of();
  }

  /**
   * The version of what it does; a higher one voids the track records of the playbooks that use it.
   */
  default int version() {
    return 1;
  }

  /**
   * What it would do as things stand; it looks, and changes nothing.
   *
   * @throws ActionFailed when it would be refused, with the reason
   */
  default Preview preview(P parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    return Preview.of("does " + name() + " to " + context.componentId() + " with " + parameters);
  }

  /**
   * Registers how to undo it, before it runs; stored durably. An empty node means that nothing is
   * to be undone.
   */
  default ObjectNode prepare(P parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Does it; answers what was done, for the audit, without secrets. */
  String run(P parameters, ActionContext context) throws ActionFailed, InterruptedException;

  /** Puts back what {@link #prepare} registered; may be run twice with the same effect. */
  default String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    return "nothing to undo";
  }

  /** No parameters. */
  record None() {}

  /** Whether an action may be run again when it is unknown whether it ran. */
  enum Repeat {
    /** Twice is as good as once. */
    IDEMPOTENT,
    /** It looks first and does only what is missing. */
    CHECK_THEN_ACT,
    /** It must not run twice: when it is unknown whether it ran, a person is asked. */
    AT_MOST_ONCE
  }
}
