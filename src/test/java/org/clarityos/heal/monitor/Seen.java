package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.clarityos.heal.fact.Fact;

/** What a watch said, to be waited for. */
final class Seen implements Consumer<Fact> {
  private final List<Fact> facts = new CopyOnWriteArrayList<>();

  @Override
  public void accept(Fact fact) {
    facts.add(fact);
  }

  <T extends Fact> List<T> all(Class<T> type) {
    return facts.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The first fact of a type that fits, waited for up to ten seconds. */
  <T extends Fact> T await(Class<T> type, Predicate<T> fits) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    CountDownLatch never = new CountDownLatch(1);
    while (System.nanoTime() < deadline) {
      Optional<T> found = all(type).stream().filter(fits).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      never.await(5, TimeUnit.MILLISECONDS);
    }
    assertThat(facts).as("waited ten seconds for a fitting " + type.getSimpleName()).isEmpty();
    throw new AssertionError("nothing was seen at all");
  }
}
