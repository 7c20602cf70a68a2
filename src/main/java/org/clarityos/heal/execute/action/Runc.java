package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.clarityos.heal.host.CommandRunner;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component.ProcessSpec;

/** A container of runc, made from its bundle. */
final class Runc implements ServiceManager {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration STOP = Duration.ofSeconds(10);

  private final ActionContext context;
  private final String id;
  private final Path bundle;

  Runc(ActionContext context, Allowance.Manager manager) {
    this.context = context;
    this.id = manager.unit();
    this.bundle = manager.path().orElseThrow();
  }

  @Override
  public Standing standing() throws ActionFailed, InterruptedException {
    JsonNode state = state();
    String status = state.path("status").asText("absent");
    return new Standing("running".equals(status), state.path("pid").asLong(), id + " is " + status);
  }

  /** What runc says of it; nothing when there is no such container. */
  private JsonNode state() throws ActionFailed, InterruptedException {
    CommandRunner.Result result = Programs.ask(context, "runc", "state", id);
    if (result.exitCode() != 0 && result.output().contains("does not exist")) {
      return JSON.missingNode();
    }
    try {
      JsonNode state = JSON.readTree(result.output());
      if (result.exitCode() == 0 && state != null && state.isObject()) {
        made(state.path("bundle").asText());
        return state;
      }
    } catch (JsonProcessingException e) {
      throw new ActionFailed("runc does not say how " + id + " stands: " + e.getMessage(), e);
    }
    throw new ActionFailed("runc does not say how " + id + " stands: " + Programs.words(result));
  }

  /** Another container of the same name is not ours to end. */
  private void made(String from) throws ActionFailed {
    try {
      if (!Files.isSameFile(Path.of(from), bundle)) {
        throw new ActionFailed(
            "container " + id + " was made from " + from + "; the inventory says " + bundle);
      }
    } catch (IOException e) {
      throw new ActionFailed("the bundle of " + id + " is not there: " + e.getMessage(), e);
    }
  }

  @Override
  public void tell(Order order) throws ActionFailed, InterruptedException {
    switch (order) {
      case START -> make();
      case STOP -> stop();
      case RESTART -> {
        stop();
        make();
      }
      case RECREATE -> {
        state();
        Programs.run(context, "runc", "delete", "--force", id);
        make();
      }
      case RELOAD -> throw new ActionFailed(id + " is a container; only a service is reloaded");
    }
  }

  private void stop() throws ActionFailed, InterruptedException {
    if (standing().runs()) {
      Programs.run(context, "runc", "kill", id, "TERM");
      Duration limit = context.component().process().map(ProcessSpec::stopTimeout).orElse(STOP);
      if (!Services.await(this, limit, standing -> !standing.runs())) {
        Programs.run(context, "runc", "kill", id, "KILL");
        Services.await(this, STOP, standing -> !standing.runs());
      }
    }
    if (!state().isMissingNode()) {
      Programs.run(context, "runc", "delete", id);
    }
  }

  private void make() throws ActionFailed, InterruptedException {
    try {
      Files.createDirectories(context.keep());
      Path log = context.keep().resolve("runc.log");
      Files.deleteIfExists(log);
      long runc =
          Services.launch(
              context,
              List.of(
                  "runc",
                  "--log",
                  log.toString(),
                  "run",
                  "--detach",
                  "--bundle",
                  bundle.toString(),
                  id));
      Processes.await(
          STOP,
          () -> context.hands().processes().info(runc).filter(p -> p.state() != 'Z').isEmpty());
      if (!standing().runs()) {
        String said = Files.exists(log) ? Files.readString(log).strip() : "it says nothing";
        throw new ActionFailed("container " + id + " does not run: " + said);
      }
    } catch (IOException e) {
      throw new ActionFailed("what runc says cannot be kept: " + e, e);
    }
  }
}
