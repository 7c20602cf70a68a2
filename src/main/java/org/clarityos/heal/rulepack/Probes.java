package org.clarityos.heal.rulepack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.clarityos.heal.fact.Fact;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.conf.EventProcessingOption;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;
import org.kie.api.runtime.rule.Match;
import org.kie.api.time.SessionPseudoClock;

/**
 * Conditions that are asked of some facts in the engine's own words: each is compiled as a rule of
 * its own that does nothing, so that what matches is for the engine to say.
 */
public final class Probes {
  private static final int MOST_MATCHES = 200_000;
  private static final int KEPT = 100;
  private static final String PACKAGE = "org.clarityos.heal.probes";

  private final Map<String, KieBase> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, KieBase> eldest) {
          return size() > KEPT;
        }
      };

  private int compiled;

  /**
   * One match of a condition.
   *
   * @param probe the condition's name
   * @param values what its variables hold
   * @param facts the facts that match, in the order of its patterns
   */
  public record Matched(String probe, Map<String, Object> values, List<Fact> facts) {}

  /**
   * Every match of some conditions.
   *
   * @param imports the imports that the conditions need
   * @param conditions the conditions, by name
   * @param at the session's time, in milliseconds since the epoch
   * @param facts the facts to ask
   */
  public List<Matched> ask(
      String imports, Map<String, String> conditions, long at, Collection<? extends Fact> facts) {
    KieBase base = base(imports, conditions);
    KieSessionConfiguration configuration = KieServices.get().newKieSessionConfiguration();
    configuration.setOption(ClockTypeOption.PSEUDO);
    KieSession session = base.newKieSession(configuration, null);
    try {
      SessionPseudoClock clock = session.getSessionClock();
      clock.advanceTime(at, TimeUnit.MILLISECONDS);
      List<Matched> matched = new ArrayList<>();
      session.addEventListener(
          new DefaultAgendaEventListener() {
            @Override
            public void afterMatchFired(AfterMatchFiredEvent event) {
              matched.add(matched(event.getMatch()));
            }
          });
      facts.forEach(session::insert);
      session.fireAllRules(MOST_MATCHES);
      return matched;
    } finally {
      session.dispose();
    }
  }

  /** Conditions as rules that do nothing. */
  KieBase base(String imports, Map<String, String> conditions) {
    StringBuilder drl = new StringBuilder("package " + PACKAGE + ";\n" + imports + "\n");
    conditions.forEach(
        (name, condition) ->
            drl.append("rule \"" + name + "\" when\n" + condition + "\nthen\nend\n"));
    return base(drl.toString());
  }

  static Matched matched(Match match) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : match.getDeclarationIds()) {
      values.put(name, match.getDeclarationValue(name));
    }
    List<Fact> facts =
        match.getObjects().stream().filter(Fact.class::isInstance).map(Fact.class::cast).toList();
    return new Matched(match.getRule().getName(), values, facts);
  }

  private synchronized KieBase base(String drl) {
    KieBase known = kept.get(drl);
    if (known == null) {
      known = compile(drl);
      kept.put(drl, known);
    }
    return known;
  }

  private KieBase compile(String drl) {
    KieServices services = KieServices.get();
    ReleaseId release = services.newReleaseId("clarity", "probes", Integer.toString(++compiled));
    KieFileSystem files = services.newKieFileSystem();
    files.generateAndWritePomXML(release);
    files.write("src/main/resources/" + PACKAGE.replace('.', '/') + "/probes.drl", drl);
    ClassLoader loader = Probes.class.getClassLoader();
    try {
      KieBuilder builder = services.newKieBuilder(files, loader);
      builder.buildAll(ExecutableModelProject.class);
      List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
      if (!errors.isEmpty()) {
        throw new IllegalStateException(
            "a condition cannot be asked by itself: " + errors.get(0).getText() + "\n" + drl);
      }
      var configuration = services.newKieBaseConfiguration();
      configuration.setOption(EventProcessingOption.STREAM);
      return services.newKieContainer(release, loader).newKieBase(configuration);
    } finally {
      services.getRepository().removeKieModule(release);
    }
  }
}
