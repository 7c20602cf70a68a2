package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code package.hold}. */
public final class HoldPackage extends Described<PackageName> {
  /** The action. */
  public HoldPackage() {
    super(
        "package.hold",
        "Holds an allowed package at its version, so that no upgrade changes it; the undo lets it go.",
        PackageName.class,
        Safety.REVERSIBLE,
        Repeat.IDEMPOTENT);
  }

  @Override
  public ObjectNode prepare(PackageName parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    ObjectNode registered = JsonNodeFactory.instance.objectNode();
    String name = Packages.allowed(context, parameters.name());
    Packages.installed(context, name);
    if (!Packages.held(context, name)) {
      registered.put("name", name);
    }
    return registered;
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.ROOT);
  }

  @Override
  public Preview preview(PackageName parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    String name = Packages.allowed(context, parameters.name());
    String version = Packages.installed(context, name);
    return !Packages.held(context, name)
        ? Preview.of("holds " + name + " at " + version).undoneBy("lets it go")
        : Preview.of("changes nothing: " + name + " is held already");
  }

  @Override
  public String run(PackageName parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    return Packages.hold(context, Packages.allowed(context, parameters.name()), true);
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    return Packages.hold(context, registered.path("name").asText(), false);
  }
}
