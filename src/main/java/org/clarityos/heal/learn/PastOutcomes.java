package org.clarityos.heal.learn;

import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** The outcomes of past executions, as the database remembers them. */
public final class PastOutcomes {
  private PastOutcomes() {}

  /** How playbooks have fared so far, per kind of component. */
  public static List<TrackRecords.Runs> runs(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select playbook, kind,"
                        + " sum(case when result = 'HEALED' then 1 else 0 end),"
                        + " sum(case when result in ('NOT_HEALED', 'WORSE') then 1 else 0 end)"
                        + " from playbook_outcome group by playbook, kind")
                .map(
                    (row, context) ->
                        new TrackRecords.Runs(
                            row.getString(1), row.getString(2), row.getInt(3), row.getInt(4)))
                .list());
  }
}
