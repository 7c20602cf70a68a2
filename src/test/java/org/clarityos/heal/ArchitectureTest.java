package org.clarityos.heal;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The package list is the architecture: who may know whom, and which library stays where. */
@AnalyzeClasses(
    packages = ArchitectureTest.BASE,
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  static final String BASE = "org.clarityos.heal";

  private static final Set<String> INNER =
      Set.of(
          "fact",
          "yaml",
          "signing",
          "playbook",
          "inventory",
          "topology",
          "host",
          "journal",
          "audit",
          "monitor",
          "ingest",
          "diagnose",
          "rulepack",
          "plan",
          "execute",
          "learn",
          "explain",
          "replay");

  /** What each package may know of ours, beside itself. A new package needs a row. */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("fact", Set.of()),
          Map.entry("yaml", Set.of()),
          Map.entry("signing", Set.of("fact")),
          Map.entry("playbook", Set.of("fact", "yaml")),
          Map.entry("inventory", Set.of("fact", "yaml")),
          Map.entry("topology", Set.of("fact", "inventory")),
          Map.entry("host", Set.of("fact", "inventory")),
          Map.entry("monitor", Set.of("fact", "inventory", "host")),
          Map.entry("ingest", Set.of("fact", "inventory")),
          Map.entry("journal", Set.of("fact")),
          Map.entry("audit", Set.of("fact", "signing")),
          Map.entry("diagnose", Set.of("fact", "journal", "audit")),
          // Cases run what a service runs: offers, track records and recordings.
          Map.entry(
              "rulepack",
              Set.of(
                  "fact",
                  "yaml",
                  "signing",
                  "diagnose",
                  "playbook",
                  "journal",
                  "plan",
                  "learn",
                  "replay")),
          Map.entry("plan", Set.of("fact", "inventory", "topology", "playbook")),
          Map.entry("execute", Set.of("fact", "inventory", "host", "playbook", "plan", "audit")),
          Map.entry("learn", Set.of("fact")),
          Map.entry("explain", Set.of("fact", "journal", "audit", "diagnose", "rulepack")),
          Map.entry("replay", Set.of("fact", "yaml", "journal", "diagnose")),
          Map.entry("metrics", INNER),
          Map.entry("drill", INNER),
          Map.entry("fleet", INNER),
          Map.entry("notify", INNER),
          // The root holds the pipeline that the API shows.
          Map.entry("api", union(INNER, Set.of(""))),
          Map.entry("console", INNER),
          Map.entry("cli", union(INNER, Set.of("drill"))),
          // The root joins the stages, and its Main starts the command line.
          Map.entry("", union(INNER, Set.of("cli", "notify"))));

  @ArchTest
  static final ArchRule dataFlowsOneWay =
      classes().should(knowOnlyWhatTheirRowAllows()).allowEmptyShould(true);

  @ArchTest
  static final ArchRule noCycles =
      slices().matching(BASE + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule droolsStaysInTheEngine = only("org.drools..", "diagnose", "rulepack");

  /** The annotations that make a record an event have to stand on the record. */
  @ArchTest
  static final ArchRule kieStaysInTheEngine =
      noClasses()
          .that(are(outside("diagnose", "rulepack")))
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are of org.kie, but for the event annotations",
                  c ->
                      c.getPackageName().startsWith("org.kie.")
                          && !c.getPackageName().equals("org.kie.api.definition.type")))
          .allowEmptyShould(true);

  @ArchTest static final ArchRule bytecodeStaysInRulepack = only("org.objectweb.asm..", "rulepack");

  @ArchTest static final ArchRule oshiStaysInMonitor = only("oshi..", "monitor");

  @ArchTest static final ArchRule graphsStayInTopology = only("org.jgrapht..", "topology");

  @ArchTest
  static final ArchRule jacksonIsForEdgesAndStores =
      only(
          "com.fasterxml.jackson..",
          "inventory",
          "playbook",
          "yaml",
          "journal",
          "audit",
          "diagnose",
          "rulepack",
          "execute",
          "learn",
          "explain",
          "replay",
          "notify",
          "api",
          "cli",
          "drill");

  @ArchTest
  static final ArchRule jdbiStaysInTheStores =
      only("org.jdbi..", "journal", "audit", "execute", "learn", "drill", "");

  @ArchTest
  static final ArchRule sqlStaysInTheStores =
      noClasses()
          .that(are(outside("journal", "audit", "execute", "learn")))
          .and()
          // Opening an empty database may fail with what JDBC throws.
          .doNotHaveFullyQualifiedName(BASE + ".drill.BenchDatabase")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.sql..");

  @ArchTest
  static final ArchRule constructorsInject =
      fields().should().notBeAnnotatedWith(Inject.class).allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTheCommandLineExits =
      noClasses()
          .that(are(outside("cli")))
          .and()
          .doNotHaveFullyQualifiedName(BASE + ".Main")
          .should()
          .callMethod(System.class, "exit", int.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule timeIsJavaTime =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Date")
          .allowEmptyShould(true);

  /** Who may sleep, by simple class name; each with its reason. */
  private static final Set<String> MAY_SLEEP =
      Set.of(
          // Between two looks at a process or an endpoint, which tell no one when they change.
          "Verification",
          "Processes",
          // Because waiting is all it does, as a step of its own.
          "WaitFor",
          // Before it asks again for a lease that another service holds.
          "PlaybookExecutor",
          // Between two looks of a drill at its patient, as its users would.
          "Await");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses()
          .that(
              are(
                  DescribedPredicate.describe(
                      "not allowed to sleep", c -> !MAY_SLEEP.contains(c.getSimpleName()))))
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .allowEmptyShould(true);

  private static ArchRule only(String library, String... packages) {
    return noClasses()
        .that(are(outside(packages)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> outside(String... packages) {
    Set<String> names = Set.of(packages);
    return DescribedPredicate.describe(
        "outside " + String.join(", ", packages), c -> !names.contains(row(c)));
  }

  private static ArchCondition<JavaClass> knowOnlyWhatTheirRowAllows() {
    return new ArchCondition<>("know only what their row allows") {
      @Override
      public void check(JavaClass from, ConditionEvents events) {
        Set<String> allowed = MAY_KNOW.get(row(from));
        if (allowed == null) {
          violated(events, from, from.getName() + ": its package has no row");
          return;
        }
        for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
          JavaClass to = dependency.getTargetClass();
          if (isOurs(to) && !row(to).equals(row(from)) && !allowed.contains(row(to))) {
            violated(events, from, dependency.getDescription());
          }
        }
      }
    };
  }

  private static void violated(ConditionEvents events, JavaClass where, String message) {
    events.add(SimpleConditionEvent.violated(where, message));
  }

  private static boolean isOurs(JavaClass type) {
    return (type.getPackageName() + ".").startsWith(BASE + ".");
  }

  /** The first package name below ours, "" for the root itself and for what is not ours. */
  private static String row(JavaClass type) {
    if (!isOurs(type)) {
      return "";
    }
    String below = (type.getPackageName() + ".").substring(BASE.length() + 1);
    return below.isEmpty() ? "" : below.substring(0, below.indexOf('.'));
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    return Stream.concat(some.stream(), more.stream()).collect(toUnmodifiableSet());
  }
}
