package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code notify.send}. */
public final class SendNotice extends Described<SendNotice.Parameters> {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MOST_LETTERS = 1000;

  /**
   * What is told to whom.
   *
   * @param address a webhook below an address that the inventory allows
   * @param text what is told
   * @param token a file that holds a bearer token, mode 600; none when it is not said
   */
  public record Parameters(
      @JsonProperty(required = true) String address,
      @JsonProperty(required = true) String text,
      Optional<Path> token) {
    /** Fills in what is not said. */
    public Parameters {
      token = token == null ? Optional.empty() : token;
      if (text == null || text.isBlank() || text.length() > MOST_LETTERS) {
        throw new IllegalArgumentException("text has between 1 and " + MOST_LETTERS + " letters");
      }
    }
  }

  /** The action. */
  public SendNotice() {
    super(
        "notify.send",
        "Tells a webhook that the inventory allows a text, with the component and the execution, as JSON.",
        Parameters.class,
        Safety.READ_ONLY,
        // Told twice is as good as once: the execution's id is in it.
        Repeat.IDEMPOTENT);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of();
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    HttpCalls.Call call =
        new HttpCalls.Call("POST", parameters.address(), "", parameters.token(), LIMIT);
    HttpCalls.allowed(call.address(), context);
    return Preview.of(
        "tells %s%s: %s"
            .formatted(
                call.said(),
                parameters.token().map(file -> " with the token in " + file).orElse(""),
                parameters.text()));
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("component", context.componentId())
            .put("execution", String.valueOf(context.keep().getFileName()))
            .put("text", parameters.text())
            .toString();
    HttpCalls.Call call =
        new HttpCalls.Call("POST", parameters.address(), body, parameters.token(), LIMIT);
    int status = HttpCalls.send(call, context).status();
    if (status / 100 != 2) {
      throw new ActionFailed(call.said() + " answered " + status);
    }
    return call.said() + " was told";
  }
}
