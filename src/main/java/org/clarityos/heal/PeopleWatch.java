package org.clarityos.heal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.clarityos.heal.audit.AuditFilter;
import org.clarityos.heal.audit.AuditLog;
import org.clarityos.heal.audit.ServiceEvent;
import org.clarityos.heal.fact.Ids;
import org.clarityos.heal.inventory.People;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * The watch over who is known: that somebody was added, taken out, or given another role or token is on record, also when it
 * was done while the service did not run.
 */
final class PeopleWatch {
  private static final System.Logger LOG = System.getLogger("clarity.audit");
  private static final String KIND = "people";
  private static final int DIGITS = 8;

  private final People people;
  private final AuditLog log;
  private final Chronicle chronicle;
  private String seen = "";

  PeopleWatch(People people, AuditLog log, Chronicle chronicle) {
    this.people = people;
    this.log = log;
    this.chronicle = chronicle;
  }

  /** Tells of a change; a file that does not say what it must counts for nothing until it does. */
  synchronized void look() {
    try {
      Path file = people.file();
      String hash = Files.exists(file) ? Ids.sha256(file) : "";
      if (hash.equals(seen)) {
        return;
      }
      List<ServiceEvent.Known> known = people.all().stream().map(PeopleWatch::known).toList();
      if (!told(hash)) {
        String by = hash.isEmpty() ? "unknown" : Files.getOwner(file).getName();
        chronicle.tell(new ServiceEvent.PeopleChanged(by, hash, known));
      }
      seen = hash;
    } catch (YamlInvalid e) {
      LOG.log(System.Logger.Level.WARNING, "who may answer is not known: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean told(String hash) {
    return log.find(AuditFilter.newest(1).ofKind(KIND)).stream()
        .anyMatch(record -> record.body().contains("\"hash\":\"" + hash + "\""));
  }

  /** Another token has another fingerprint, from which neither it nor what the file holds can be told. */
  private static ServiceEvent.Known known(People.Person person) {
    String print = Ids.sha256(person.token().getBytes(StandardCharsets.UTF_8));
    return new ServiceEvent.Known(person.name(), person.role().name(), print.substring(0, DIGITS));
  }
}
