package org.clarityos.heal.learn;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** The outcomes of past executions, as the database remembers them. */
public final class PastOutcomes {
  private PastOutcomes() {}

  private record Fared(TrackRecords.Runs runs, String version) {}

  /**
   * How playbooks have fared so far, per kind of component; outcomes of another version of a playbook
   * say nothing about this one.
   *
   * @param versions the version and hash of each playbook that is offered
   */
  public static List<TrackRecords.Runs> runs(Jdbi jdbi, Map<String, String> versions) {
    return all(jdbi).stream()
        .filter(fared -> fared.version().equals(versions.get(fared.runs().playbook())))
        .map(Fared::runs)
        .toList();
  }

  private static List<Fared> all(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select playbook, kind,"
                        + " sum(case when result = 'HEALED' then 1 else 0 end),"
                        + " sum(case when result in ('NOT_HEALED', 'WORSE') then 1 else 0 end),"
                        + " version from playbook_outcome group by playbook, kind, version")
                .map(
                    (row, context) ->
                        new Fared(
                            new TrackRecords.Runs(
                                row.getString(1), row.getString(2), row.getInt(3), row.getInt(4)),
                            row.getString(5)))
                .list());
  }
}
