package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.Safety;
import org.clarityos.heal.inventory.Component.Configuration;
import org.clarityos.heal.playbook.Effect;

/** The action {@code configuration.apply}. */
public final class ApplyConfiguration extends Described<ApplyConfiguration.Parameters> {
  private static final long MOST_BYTES = 1 << 20;

  /**
   * What is applied where.
   *
   * @param file a configuration file of the component, as the inventory declares it
   * @param candidate a file in the same folder that is to take its place
   */
  public record Parameters(
      @JsonProperty(required = true) Path file, @JsonProperty(required = true) Path candidate) {
    /** Checks that they are two files of one folder. */
    public Parameters {
      if (file == null || candidate == null) {
        throw new IllegalArgumentException("file and candidate are both needed");
      }
      if (file.equals(candidate)
          || !candidate.equals(file.resolveSibling(candidate.getFileName()))) {
        throw new IllegalArgumentException(
            "candidate is \"" + candidate + "\"; it is another file in the folder of " + file);
      }
    }
  }

  /** The action. */
  public ApplyConfiguration() {
    super(
        "configuration.apply",
        "Puts a candidate in the place of a configuration file, once it was found valid before and in place; the undo puts the old bytes back.",
        Parameters.class,
        Safety.REVERSIBLE,
        Repeat.CHECK_THEN_ACT);
  }

  @Override
  public List<Effect> effects() {
    return List.of(Effect.of(ConfigState.class, "status", ConfigState.Status.GOOD));
  }

  @Override
  public ObjectNode prepare(Parameters parameters, ActionContext context) throws ActionFailed {
    declared(parameters, context);
    return Copies.keep(context, List.of(parameters.file()));
  }

  @Override
  public Set<Privilege> needs() {
    return Set.of(Privilege.CHANGE_OTHERS, Privilege.GIVE_TO_OTHERS);
  }

  @Override
  public Preview preview(Parameters parameters, ActionContext context) throws ActionFailed {
    declared(parameters, context);
    refuseUnlessAllowed(context);
    return Preview.of(
            "changes %s from %s to %s of %s, once that is found valid before and in place"
                .formatted(
                    parameters.file(),
                    Looks.content(parameters.file()),
                    Looks.content(Guarded.file(parameters.candidate())),
                    parameters.candidate().getFileName()))
        .undoneBy("puts the bytes of before back, and reloads if they are valid");
  }

  @Override
  public String run(Parameters parameters, ActionContext context)
      throws ActionFailed, InterruptedException {
    Configuration declared = declared(parameters, context);
    Path candidate = Guarded.file(parameters.candidate());
    refuseUnlessAllowed(context);
    Configuration tried = new Configuration(candidate, declared.validate(), declared.format());
    refuse("the candidate is not valid", context.hands().configurations().fault(tried));
    try {
      if (Files.size(candidate) > MOST_BYTES) {
        throw new ActionFailed(candidate + " is larger than " + MOST_BYTES + " bytes");
      }
      byte[] before = Files.readAllBytes(Guarded.file(parameters.file()));
      Copies.put(parameters.file(), Files.readAllBytes(candidate));
      Optional<String> fault = context.hands().configurations().fault(declared);
      if (fault.isPresent()) {
        Copies.put(parameters.file(), before);
      }
      refuse("it is not valid in its place, and was put back", fault);
    } catch (IOException e) {
      throw new ActionFailed(parameters.file() + " cannot be written: " + e, e);
    }
    return "applied " + candidate.getFileName() + " to " + parameters.file();
  }

  @Override
  public String undo(ObjectNode registered, ActionContext context)
      throws ActionFailed, InterruptedException {
    return new RestoreConfiguration().undo(registered, context);
  }

  private static void refuseUnlessAllowed(ActionContext context) throws ActionFailed {
    if (!Boolean.TRUE.equals(context.component().policy().autoFix())) {
      throw new ActionFailed("the inventory does not allow to change this configuration (autoFix)");
    }
  }

  private static void refuse(String what, Optional<String> fault) throws ActionFailed {
    if (fault.isPresent()) {
      throw new ActionFailed(what + ": " + fault.get());
    }
  }

  private static Configuration declared(Parameters parameters, ActionContext context)
      throws ActionFailed {
    for (Configuration configuration : context.component().configuration()) {
      if (configuration.path().equals(parameters.file())) {
        return configuration;
      }
    }
    throw new ActionFailed(
        parameters.file()
            + " is no configuration of "
            + context.component().id()
            + "; there are "
            + context.component().configuration().stream().map(Configuration::path).toList());
  }
}
