package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code http.call}. */
public final class CallHttp extends Described<CallHttp.Parameters> {
  /** What may be asked for. */
  public enum Method {
    /** Read. */
    GET,
    /** Do. */
    POST,
    /** Put in place. */
    PUT,
    /** Remove. */
    DELETE
  }

  /**
   * What is called.
   *
   * @param method the method
   * @param address the address, below one that the inventory allows
   * @param body what is sent, as JSON; nothing when it is not said
   * @param token a file that holds a bearer token, mode 600; none when it is not said
   * @param status the status that counts as done; any from 200 to 299 when it is not said
   * @param limit how long the answer may take, up to 5 minutes; 10 seconds when it is not said
   */
  public record Parameters(
      @JsonProperty(required = true) Method method,
      @JsonProperty(required = true) String address,
      String body,
      Optional<Path> token,
      int status,
      Duration limit) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Fills in the defaults. */
    public Parameters {
      body = body == null ? "" : body;
      token = token == null ? Optional.empty() : token;
      limit = limit == null ? Duration.ofSeconds(10) : limit;
      if (address == null || !address.matches("https?://[^\\s]+")) {
        throw new IllegalArgumentException(
            "address is \"" + address + "\"; it reads http://host:port/path");
      }
      if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("limit is " + limit + "; it is up to 5m");
      }
      if (status != 0 && (status < 100 || status > 599)) {
        throw new IllegalArgumentException("status is " + status + "; it is between 100 and 599");
      }
    }
  }

  /** The action. */
  public CallHttp() {
    super(
        "http.call",
        "Calls an address that the inventory allows, follows no redirect, and looks at the status; it has no undo.",
        Parameters.class,
        Safety.DESTRUCTIVE,
        Repeat.AT_MOST_ONCE);
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of();
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    HttpCalls.Call call = call(parameters);
    HttpCalls.allowed(call.address(), context);
    String wants =
        parameters.status() == 0 ? "any from 200 to 299" : Integer.toString(parameters.status());
    return Preview.of(
        "calls %s with %d letters of JSON%s, and wants the status %s"
            .formatted(
                call.said(),
                parameters.body().length(),
                parameters.token().map(file -> " and the token in " + file).orElse(""),
                wants));
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    HttpCalls.Call call = call(parameters);
    int status = HttpCalls.send(call, context).status();
    boolean done = parameters.status() == 0 ? status / 100 == 2 : status == parameters.status();
    String said = call.said() + " answered " + status;
    if (!done) {
      throw new ActionFailed(said);
    }
    return said;
  }

  private static HttpCalls.Call call(Parameters parameters) {
    return new HttpCalls.Call(
        parameters.method().name(),
        parameters.address(),
        parameters.body(),
        parameters.token(),
        parameters.limit());
  }
}
