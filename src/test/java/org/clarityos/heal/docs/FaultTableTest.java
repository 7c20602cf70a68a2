package org.clarityos.heal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.clarityos.heal.testing.FaultRow;
import org.junit.jupiter.api.Test;

/** The fault table is what the tests say that they prove; {@code -Dclarity.write=true} writes it. */
class FaultTableTest {
  private static final Path PAGE = Path.of("docs/reference/faults.md");

  /** The classes whose tests prove rows, in the order of the table. */
  private static final List<String> CLASSES =
      List.of(
          "execute.FaultsTest",
          "execute.CrashPointsTest",
          "execute.TwoExecutorsTest",
          "execute.UnsureCommitsTest",
          "execute.ExecutionInvariantsTest",
          "diagnose.ShardDatabaseTest",
          "drill.ServiceFaultIT");

  @Test
  void the_fault_table_is_fresh() throws Exception {
    StringBuilder page =
        new StringBuilder(
            "# Faults\n\nGenerated from the tests: what goes wrong while something is healed, and the safe state in which it ends.\n"
                + "What a hanging step, registration or undo may take is said by the step's `timeout`.\n\n"
                + "| fault | how the test makes it | where it ends | proven by |\n|---|---|---|---|\n");
    for (String name : CLASSES) {
      rows(Class.forName("org.clarityos.heal." + name)).forEach(page::append);
    }
    if (Boolean.getBoolean("clarity.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).as("run the tests with -Dclarity.write=true").hasContent(page.toString());
  }

  private static List<String> rows(Class<?> tests) {
    List<String> rows =
        Arrays.stream(tests.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(FaultRow.class))
            .sorted(Comparator.comparing(method -> method.getAnnotation(FaultRow.class).fault()))
            .map(FaultTableTest::row)
            .toList();
    assertThat(rows).as("rows of " + tests.getSimpleName()).isNotEmpty();
    return rows;
  }

  private static String row(Method method) {
    FaultRow row = method.getAnnotation(FaultRow.class);
    return "| %s | %s | %s | `%s` |\n"
        .formatted(row.fault(), row.made(), row.ends(), method.getDeclaringClass().getSimpleName());
  }
}
