package org.clarityos.heal.execute;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.execute.World.Deed;
import org.clarityos.heal.execute.World.Life;
import org.clarityos.heal.execute.World.Way;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.ActionFailed;
import org.clarityos.heal.fact.Safety;

/**
 * The action of one step of one plan in one life of the program.
 *
 * @param plan the plan's id
 */
record WorldStep(World world, Life life, String plan, int step, Deed deed)
    implements Action<Action.None> {
  @Override
  public String name() {
    return name(plan, step);
  }

  static String name(String plan, int step) {
    return "world." + plan + "." + step;
  }

  @Override
  public String summary() {
    return "changes the world";
  }

  @Override
  public Class<None> parameters() {
    return None.class;
  }

  @Override
  public Safety safety() {
    return Safety.REVERSIBLE;
  }

  @Override
  public Repeat repeat() {
    return deed.repeat();
  }

  @Override
  public ObjectNode prepare(None none, ActionContext context) throws ActionFailed {
    world.prepared(plan, life);
    if (deed.way() == Way.UNPREPARED) {
      throw new ActionFailed("its undo cannot be registered");
    }
    ObjectNode undo = JsonNodeFactory.instance.objectNode();
    return deed.undo() ? undo.put("step", step) : undo;
  }

  @Override
  public String run(None none, ActionContext context) throws ActionFailed, InterruptedException {
    world.begun(plan, step, life);
    try {
      return act();
    } finally {
      world.finished(plan);
    }
  }

  private String act() throws ActionFailed, InterruptedException {
    // Takes a moment, so that the world sees two at once.
    new CountDownLatch(1).await(3, TimeUnit.MILLISECONDS);
    switch (deed.way()) {
      case LIES:
        return "done";
      case FAILS_BEFORE:
        throw new ActionFailed("it cannot begin");
      case FAILS_AFTER:
        world.effect(plan, step, life);
        throw new ActionFailed("it cannot end");
      case VANISHES:
        world.effect(plan, step, life);
        throw new ActionFailed("its target has gone");
      case HANGS:
        world.effect(plan, step, life);
        new CountDownLatch(1).await();
        return "never";
      default:
        world.effect(plan, step, life);
        return "done";
    }
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context) throws ActionFailed {
    world.undone(plan, registered.path("step").asInt(), life);
    if (deed.way() == Way.STAYS) {
      throw new ActionFailed("it stays");
    }
    return "undone";
  }
}
