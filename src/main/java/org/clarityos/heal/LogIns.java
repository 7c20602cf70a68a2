package org.clarityos.heal;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.clarityos.heal.audit.ServiceEvent;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.inventory.People;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * The door for those who come with a token: who they are. That somebody came is on record before anything is done for them,
 * once an hour for each token; what was shown and belongs to nobody is counted, and told at most once a minute.
 */
public final class LogIns {
  private static final System.Logger LOG = System.getLogger("clarity.audit");
  private static final long TOLD_AGAIN_MILLIS = Duration.ofHours(1).toMillis();
  private static final long REFUSALS_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final int MOST_ADDRESSES = 10;

  private final People people;
  private final PeopleWatch watch;
  private final Chronicle chronicle;
  private final Clock time;
  private final Map<String, Long> told = new HashMap<>();
  private final Map<String, Refusals> refused = new TreeMap<>();

  LogIns(People people, PeopleWatch watch, Chronicle chronicle, Clock time) {
    this.people = people;
    this.watch = watch;
    this.chronicle = chronicle;
    this.time = time;
  }

  /**
   * Where somebody comes.
   *
   * @param door what they want to do there, in a word
   * @param from the address that they come from
   */
  public record Came(String door, String from) {
    /** The door of answers to what is asked. */
    public static final String APPROVAL = "approval";

    /** The door of what executions kept. */
    public static final String EVIDENCE = "evidence";
  }

  /** What was shown at a door since it was last told of. */
  private static final class Refusals {
    private final List<String> from = new ArrayList<>();
    private long count;
    private long since;
    private long toldAt = Long.MIN_VALUE;

    void add(String address, long now) {
      since = count == 0 ? now : since;
      count++;
      if (from.size() < MOST_ADDRESSES && !from.contains(address)) {
        from.add(address);
      }
    }

    boolean due(long now) {
      return count > 0 && (toldAt == Long.MIN_VALUE || now - toldAt >= REFUSALS_MILLIS);
    }

    void told(long now) {
      from.clear();
      count = 0;
      toldAt = now;
    }
  }

  /** Who a token belongs to, once it is on record that they came; empty when nobody has it. */
  public synchronized Optional<People.Person> known(String token, Came came) throws YamlInvalid {
    watch.look();
    Optional<People.Person> person = people.known(token);
    if (person.isPresent()) {
      came(person.get(), came);
    } else {
      refused(came);
    }
    return person;
  }

  private void came(People.Person person, Came came) {
    long now = time.millis();
    told.values().removeIf(at -> now - at >= TOLD_AGAIN_MILLIS);
    String proof = Ids.sha256(person.token().getBytes(StandardCharsets.UTF_8));
    if (!told.containsKey(proof)) {
      chronicle.tell(
          new ServiceEvent.LoggedIn(person.name(), person.role().name(), came.door(), came.from()));
      told.put(proof, now);
    }
  }

  /** Something was shown that opens nothing. */
  synchronized void refused(Came came) {
    long now = time.millis();
    Refusals refusals = refused.computeIfAbsent(came.door(), door -> new Refusals());
    refusals.add(came.from(), now);
    if (refusals.due(now)) {
      tell(came.door(), refusals, now);
    }
  }

  private void tell(String door, Refusals refusals, long now) {
    chronicle.tell(
        new ServiceEvent.LogInRefused(
            door, refusals.count, refusals.since, List.copyOf(refusals.from)));
    refusals.told(now);
  }

  /** Tells of what was counted and is due, and of changes of who is known. */
  synchronized void look() {
    long now = time.millis();
    refused.forEach(
        (door, refusals) -> {
          if (refusals.due(now)) {
            tell(door, refusals, now);
          }
        });
    watch.look();
  }

  /** Tells of what was counted and is not told yet. */
  synchronized void close() {
    long now = time.millis();
    try {
      refused.forEach(
          (door, refusals) -> {
            if (refusals.count > 0) {
              tell(door, refusals, now);
            }
          });
    } catch (RuntimeException e) {
      // The program stops all the same.
      LOG.log(System.Logger.Level.ERROR, "refused log-ins are not recorded: " + e.getMessage());
    }
  }
}
