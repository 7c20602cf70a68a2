package org.clarityos.heal.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.clarityos.heal.execute.Condition.Level;
import org.clarityos.heal.execute.action.Action.Repeat;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.Outcome.Result;
import org.clarityos.heal.inventory.Allowance;
import org.clarityos.heal.inventory.Component;
import org.clarityos.heal.testing.CutDatabase;

/**
 * A small world of components that plans change. It knows how well each is, shows it to whoever looks at its files, counts what
 * is done to it, and notes what must never happen.
 */
final class World {
  /** How a step goes wrong. */
  enum Way {
    WELL,
    /** Its undo cannot be registered. */
    UNPREPARED,
    /** It fails before its effect. */
    FAILS_BEFORE,
    /** It has its effect and fails. */
    FAILS_AFTER,
    /** It has its effect and does not end. */
    HANGS,
    /** It says that it worked and did nothing. */
    LIES,
    /** It has its effect, and what needs the component is ill until it is undone. */
    HARMS,
    /** The component goes while it is worked on. */
    VANISHES,
    /** It works, and its undo fails. */
    STAYS
  }

  /**
   * What is known of a step.
   *
   * @param undo whether it can be undone
   */
  record Deed(Repeat repeat, Way way, boolean undo, int retries) {}

  private final Path folder;
  private final Map<String, Set<String>> needs;
  private final Set<String> ill;
  private final Set<String> gone = new TreeSet<>();
  private final Map<String, Course> courses = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  /** What a plan has done to the world. */
  private static final class Course {
    private final String component;
    private final List<Deed> deeds;
    private final Set<Integer> effects = new TreeSet<>();
    private final Set<Integer> harms = new TreeSet<>();
    private final Map<Integer, Integer> runs = new HashMap<>();
    private final List<Integer> undone = new ArrayList<>();
    private Map<String, Level> before = Map.of();
    private Optional<Life> working = Optional.empty();
    private Optional<Outcome> outcome = Optional.empty();
    private List<String> left = List.of();

    Course(String component, List<Deed> deeds) {
      this.component = component;
      this.deeds = deeds;
    }

    boolean open() {
      return !before.isEmpty() && outcome.isEmpty();
    }
  }

  /** A program from its start to its end; what is dead does nothing more. */
  interface Life {
    /** Whether it was killed. */
    boolean over();

    /** An effect was had; the program may be killed by it. */
    void effect();
  }

  /**
   * A world.
   *
   * @param needs for each component, those that are touched with it: itself and what needs it
   * @param ill the components that are ill until all that a plan does for them is done
   */
  World(Path folder, Map<String, Set<String>> needs, Set<String> ill) {
    this.folder = folder;
    this.needs = needs;
    this.ill = Set.copyOf(ill);
    show();
  }

  /** A component as the inventory declares it. */
  Component component(String full, List<String> dependsOn) {
    String id = full.substring(full.lastIndexOf("/") + 1);
    return new Component(
        id,
        "generic",
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(new Component.Configuration(file(id), List.of(), "json")),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        dependsOn,
        Component.Policy.DEFAULT,
        Allowance.NONE);
  }

  private Path file(String id) {
    return folder.resolve(id.replaceAll(".*:", "") + ".json");
  }

  /** Makes a plan known. */
  void expect(String plan, String component, List<Deed> deeds) {
    courses.put(plan, new Course(component, deeds));
  }

  private Level level(String id) {
    boolean harmed = gone.contains(id);
    boolean cured = false;
    for (Course course : courses.values()) {
      boolean others = needs.get(course.component).contains(id) && !course.component.equals(id);
      harmed |= others && !course.harms.isEmpty();
      cured |= course.component.equals(id) && course.effects.size() == course.deeds.size();
    }
    return harmed || (ill.contains(id) && !cured) ? Level.ILL : Level.WELL;
  }

  private Map<String, Level> levels(Set<String> ids) {
    Map<String, Level> levels = new TreeMap<>();
    ids.forEach(id -> levels.put(id, level(id)));
    return levels;
  }

  /** Writes down how well all are, where a look from outside finds it. */
  private void show() {
    try {
      for (String id : needs.keySet()) {
        if (gone.contains(id)) {
          Files.deleteIfExists(file(id));
        } else {
          Path part = folder.resolve("part");
          Files.writeString(part, level(id) == Level.WELL ? "{}" : "{");
          Files.move(part, file(id), StandardCopyOption.ATOMIC_MOVE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Somebody does something for a plan. */
  private Course touched(String plan, Life life) {
    if (life.over()) {
      throw new CutDatabase.Killed();
    }
    Course course = courses.get(plan);
    if (course.outcome.isPresent()) {
      faults.add(plan + " goes on after its end");
    }
    if (course.before.isEmpty()) {
      course.before = levels(needs.get(course.component));
    }
    courses.forEach(
        (other, its) -> {
          if (!other.equals(plan) && its.open() && overlap(course, its)) {
            faults.add("two plans at once: " + plan + " while " + other + " has not ended");
          }
        });
    if (course.working.filter(who -> !who.over()).isPresent()) {
      faults.add(plan + " is worked on twice at once");
    }
    return course;
  }

  private boolean overlap(Course one, Course other) {
    return needs.get(one.component).stream().anyMatch(needs.get(other.component)::contains);
  }

  /** The undo of a step is registered. */
  synchronized void prepared(String plan, Life life) {
    touched(plan, life);
  }

  /** A step begins. */
  synchronized void begun(String plan, int step, Life life) {
    Course course = touched(plan, life);
    course.working = Optional.of(life);
    int runs = course.runs.merge(step, 1, Integer::sum);
    if (runs > 1 && course.deeds.get(step).repeat() == Repeat.AT_MOST_ONCE) {
      faults.add("step " + step + " of " + plan + " may run once only and ran " + runs + " times");
    }
    if (!course.undone.isEmpty()) {
      faults.add("step " + step + " of " + plan + " runs after something of it was undone");
    }
  }

  /** A step has its effect. */
  synchronized void effect(String plan, int step, Life life) {
    Course course = courses.get(plan);
    if (life.over()) {
      throw new CutDatabase.Killed();
    }
    Way way = course.deeds.get(step).way();
    if (way == Way.VANISHES) {
      gone.add(course.component);
    } else {
      course.effects.add(step);
    }
    if (way == Way.HARMS) {
      course.harms.add(step);
    }
    show();
    life.effect();
  }

  /** A step ends. */
  synchronized void finished(String plan) {
    courses.get(plan).working = Optional.empty();
  }

  /** A step is undone. */
  synchronized void undone(String plan, int step, Life life) {
    Course course = touched(plan, life);
    boolean again = course.undone.contains(step);
    if (!again && course.undone.stream().anyMatch(other -> other < step)) {
      faults.add("step " + step + " of " + plan + " is undone after " + course.undone);
    }
    if (!again) {
      course.undone.add(step);
    }
    if (course.deeds.get(step).way() != Way.STAYS) {
      course.effects.remove(step);
      course.harms.remove(step);
      show();
    }
    life.effect();
  }

  /** A plan ended; the journal is told once more when the program is killed meanwhile. */
  synchronized void ended(String plan, Outcome outcome) {
    Course course = courses.get(plan);
    if (course.outcome.isPresent()) {
      if (!course.outcome.get().equals(outcome)) {
        faults.add(plan + " ends as " + course.outcome.get() + " and as " + outcome);
      }
      return;
    }
    course.outcome = Optional.of(outcome);
    Result result = outcome.result();
    if (result == Result.HEALED && level(course.component) != Level.WELL) {
      faults.add(plan + " counts as healed and its component is ill");
    }
    if (result != Result.HEALED) {
      course.left = Stream.concat(standing(course).stream(), worse(course).stream()).toList();
    }
    boolean toAPerson = result == Result.WORSE || result == Result.UNCERTAIN;
    if (!toAPerson && !worse(course).isEmpty()) {
      faults.add(plan + " ends as " + result + ", and worse are " + worse(course));
    }
    if (!toAPerson && result != Result.HEALED && !standing(course).isEmpty()) {
      faults.add(plan + " ends as " + result + ", and there still are " + standing(course));
    }
  }

  private List<String> worse(Course course) {
    return course.before.entrySet().stream()
        .filter(was -> level(was.getKey()).compareTo(was.getValue()) > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The steps that could be undone and whose effects are there. */
  private static List<String> standing(Course course) {
    return course.effects.stream()
        .filter(step -> course.deeds.get(step).undo())
        .map(World::name)
        .toList();
  }

  /** The name of a step of a plan. */
  static String name(int step) {
    return "step-" + step;
  }

  /** What a person has to be told of a plan that ended: what of it stands, and what it left worse. */
  synchronized List<String> left(String plan) {
    return courses.get(plan).left;
  }

  /** What happened and must not. */
  synchronized List<String> faults() {
    return List.copyOf(faults);
  }
}
