package org.clarityos.heal.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** The list, printed at the end of a run, of what was skipped and why. */
public final class SkippedTests implements TestExecutionListener {
  private static final String NO_REASON = "no reason given";

  private final Map<String, String> reasons = new ConcurrentSkipListMap<>();

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    reasons.put(name(test), reason == null ? NO_REASON : reason);
  }

  /** A failed assumption ends a test as aborted: that is a skip, too. */
  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      reasons.put(name(test), result.getThrowable().map(Throwable::getMessage).orElse(NO_REASON));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (reasons.isEmpty()) {
      return;
    }
    System.out.println("Skipped, with the reason:");
    reasons.forEach((test, reason) -> System.out.println("  " + test + ": " + reason));
    reasons.clear();
  }

  private static String name(TestIdentifier test) {
    return test.getUniqueIdObject().getSegments().stream()
        .skip(1)
        .map(UniqueId.Segment::getValue)
        .reduce((outer, inner) -> outer + "#" + inner)
        .orElse(test.getDisplayName());
  }
}
