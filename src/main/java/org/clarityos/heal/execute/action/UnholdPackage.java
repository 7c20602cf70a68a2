package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.clarityos.heal.fact.Safety;

/** The action {@code package.unhold}. */
public final class UnholdPackage extends Described<PackageName> {
  /** The action. */
  public UnholdPackage() {
    super(
        "package.unhold",
        "Lets an allowed package be upgraded again that was held; the undo holds it again.",
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
    if (Packages.held(context, name)) {
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
    return Packages.held(context, name)
        ? Preview.of("lets go of " + name + " at " + version).undoneBy("holds it again")
        : Preview.of("changes nothing: " + name + " is not held");
  }

  @Override
  public String run(PackageName parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    return Packages.hold(context, Packages.allowed(context, parameters.name()), false);
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    return Packages.hold(context, registered.path("name").asText(), true);
  }
}
