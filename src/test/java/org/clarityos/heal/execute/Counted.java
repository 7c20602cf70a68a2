package org.clarityos.heal.execute;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.clarityos.heal.execute.action.Action;
import org.clarityos.heal.execute.action.ActionContext;
import org.clarityos.heal.execute.action.ActionFailed;
import org.clarityos.heal.fact.Safety;

/**
 * An action whose effect is a file of the patient, {@code effect-NAME}, and which leaves a line in {@code runs-NAME} each
 * time it takes effect, so that it is counted on the patient.
 */
final class Counted implements Action<Action.None> {
  /** How it goes wrong. */
  enum Way {
    WELL,
    /** Its undo cannot be registered: that does not end. */
    UNPREPARED,
    /** It has its effect and fails. */
    FAILS,
    /** It has its effect and does not end. */
    HANGS,
    /** It has its effect and does not end, not even when it is told to, until its effect has gone. */
    GOES_ON,
    /** It says that it worked and did nothing. */
    LIES,
    /** It works, and its undo fails. */
    STAYS
  }

  private final Path folder;
  private final String name;
  private final Repeat repeat;
  private final Way way;

  Counted(Path folder, String name, Repeat repeat, Way way) {
    this.folder = folder;
    this.name = name;
    this.repeat = repeat;
    this.way = way;
  }

  @Override
  public String name() {
    return "test." + name;
  }

  @Override
  public String summary() {
    return "leaves a file";
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
    return repeat;
  }

  /** Its effect. */
  Path effect() {
    return folder.resolve("effect-" + name);
  }

  /** How often it took effect. */
  long runs() throws IOException {
    Path runs = folder.resolve("runs-" + name);
    return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
  }

  @Override
  public ObjectNode prepare(None parameters, ActionContext context) throws InterruptedException {
    if (way == Way.UNPREPARED) {
      new CountDownLatch(1).await();
    }
    return JsonNodeFactory.instance.objectNode().put("file", effect().toString());
  }

  @Override
  public String run(None parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    if (way == Way.LIES) {
      return "it is done";
    }
    if (repeat != Repeat.CHECK_THEN_ACT || Files.notExists(effect())) {
      act();
    }
    if (way == Way.HANGS) {
      new CountDownLatch(1).await();
    }
    while (way == Way.GOES_ON && Files.exists(effect())) {
      Thread.onSpinWait();
    }
    if (way == Way.FAILS) {
      throw new ActionFailed("it cannot");
    }
    return "it is done";
  }

  private void act() throws ActionFailed {
    try {
      Files.write(
          folder.resolve("runs-" + name),
          List.of("once more"),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      Files.writeString(effect(), "effect");
    } catch (IOException e) {
      throw new ActionFailed("no file can be written: " + e, e);
    }
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context) throws ActionFailed {
    if (way == Way.STAYS) {
      throw new ActionFailed("it cannot be undone");
    }
    try {
      Files.deleteIfExists(Path.of(registered.path("file").asText()));
    } catch (IOException e) {
      throw new ActionFailed("the file stays: " + e, e);
    }
    return "the file is gone";
  }
}
