package org.clarityos.heal.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.clarityos.heal.Service;
import org.clarityos.heal.fact.Window;
import org.clarityos.heal.inventory.Inventory;

/** Maintenance windows, silences, freezes and change tickets: {@code /api/v1/windows}. */
@Path("/api/v1/windows")
@Produces(MediaType.APPLICATION_JSON)
public class Windows {
  private static final int MOST_CHARACTERS = 500;
  private final Service service;

  /** The windows of the service's pipeline. */
  public Windows(Service service) {
    this.service = service;
  }

  /** The windows that are open or to come, by their begin. */
  @GET
  public List<Window> list() {
    return service.remediator().shard().states().stream()
        .filter(Window.class::isInstance)
        .map(Window.class::cast)
        .sorted(Comparator.comparingLong(Window::from).thenComparing(Window::key))
        .toList();
  }

  /**
   * A window that is opened.
   *
   * @param component the scope: a tenant, site, host or component; empty for everything
   * @param name its name; one of the same name and scope is replaced
   * @param kind what it means
   * @param knownIssue the known issue it is about; empty for all
   * @param from when it begins, in milliseconds since the epoch; 0 for now
   * @param until when it ends, in milliseconds since the epoch
   * @param reason why; the ticket of a change
   * @param by who opens it
   */
  public record Opened(
      String component,
      String name,
      Window.Kind kind,
      String knownIssue,
      long from,
      long until,
      String reason,
      String by) {
    /** Fills in what is left out. */
    public Opened {
      component = component == null ? "" : component;
      name = name == null ? "" : name;
      knownIssue = knownIssue == null ? "" : knownIssue;
      reason = reason == null ? "" : reason;
      by = by == null ? "" : by;
    }
  }

  /** Opens a window; returns when it is journaled. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response open(Opened asked) throws InterruptedException {
    long now = service.remediator().time().millis();
    if (asked == null
        || asked.kind() == null
        || !asked.name().matches("[A-Za-z0-9._-]{1,100}")
        || asked.reason().isBlank()
        || asked.reason().length() > MOST_CHARACTERS
        || asked.by().isBlank()
        || asked.until() <= Math.max(now, asked.from())) {
      throw Problem.of(
          400,
          "Incomplete window",
          "name (letters, digits, . _ -), kind (MAINTENANCE, SILENCE, FREEZE, CHANGE), until (milliseconds since the"
              + " epoch, to come and after from), reason (up to 500 characters) and by must be said");
    }
    refuseUnknown(asked);
    notTheInventorys(asked.by());
    held(asked.component(), asked.name()).ifPresent(window -> notTheInventorys(window.by()));
    return Json.accepted(
        service,
        new Window(
            asked.component(),
            asked.name(),
            asked.kind(),
            asked.knownIssue(),
            asked.from() == 0 ? now : asked.from(),
            asked.until(),
            asked.reason(),
            asked.by()));
  }

  /** A scope or an issue that is misspelt would hold nothing back. */
  private void refuseUnknown(Opened asked) {
    Inventory inventory = service.remediator().inventory();
    String scope = asked.component();
    if (!scope.isEmpty()
        && inventory.components().stream()
            .map(inventory::id)
            .noneMatch(id -> id.equals(scope) || id.startsWith(scope + "/"))) {
      throw Problem.of(
          400,
          "Unknown scope",
          "no component is \"%s\" or in it; scopes here are %s, its site, its host and its components"
              .formatted(scope, inventory.tenant()));
    }
    if (!asked.knownIssue().isEmpty()
        && service.remediator().ruleBase().issues().stream()
            .noneMatch(issue -> issue.id().equals(asked.knownIssue()))) {
      throw Problem.of(
          400,
          "Unknown issue",
          "there is no known issue \"%s\"; rules/CATALOG.md names them"
              .formatted(asked.knownIssue()));
    }
  }

  private static void notTheInventorys(String by) {
    if (by.equals(Window.INVENTORY)) {
      throw Problem.of(
          409, "Declared in the inventory", "change the windows of the inventory instead");
    }
  }

  /** Closes a window now; returns when that is journaled. */
  @DELETE
  public Response close(
      @QueryParam("scope") @DefaultValue("") String scope,
      @QueryParam("name") @DefaultValue("") String name,
      @QueryParam("by") @DefaultValue("") String by)
      throws InterruptedException {
    if (by.isBlank() || by.equals(Window.INVENTORY)) {
      throw Problem.of(400, "Incomplete closing", "by, who closes it, must be said");
    }
    Window open =
        held(scope, name)
            .orElseThrow(
                () ->
                    Problem.of(
                        404,
                        "No such window",
                        "no window \"%s\" is held on \"%s\"".formatted(name, scope)));
    notTheInventorys(open.by());
    return Json.accepted(
        service,
        new Window(
            scope,
            name,
            open.kind(),
            open.knownIssue(),
            open.from(),
            service.remediator().time().millis(),
            open.reason(),
            by));
  }

  private Optional<Window> held(String scope, String name) {
    return list().stream()
        .filter(window -> window.component().equals(scope) && window.name().equals(name))
        .findFirst();
  }
}
