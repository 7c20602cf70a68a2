package org.clarityos.heal.diagnose;

import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.clarityos.heal.fact.Sample;
import org.kie.api.runtime.rule.AccumulateFunction;

/**
 * The accumulate function that makes a trend of samples: the slope of the straight line that fits
 * them best (least squares), in the metric's unit a second. Samples of fewer than two moments have
 * no trend: 0.
 */
public final class Slope implements AccumulateFunction<Slope.Gathered> {
  private static final double MILLIS = 1000;

  /** The samples gathered so far. */
  public static final class Gathered implements Serializable {
    private static final long serialVersionUID = 1L;
    private final transient List<Sample> samples = new ArrayList<>();
  }

  /** The slope of some samples; their order does not matter, to the last bit. */
  public static double of(List<Sample> samples) {
    if (samples.isEmpty()) {
      return 0;
    }
    // A sum of doubles depends on its order, and a session must be a function of its journal.
    List<Sample> ordered =
        samples.stream()
            .sorted(Comparator.comparingLong(Sample::at).thenComparingDouble(Sample::value))
            .toList();
    long start = ordered.get(0).at();
    double time = ordered.stream().mapToDouble(s -> seconds(s, start)).average().orElse(0);
    double value = ordered.stream().mapToDouble(Sample::value).average().orElse(0);
    double together = 0;
    double spread = 0;
    for (Sample sample : ordered) {
      double off = seconds(sample, start) - time;
      together += off * (sample.value() - value);
      spread += off * off;
    }
    return spread == 0 ? 0 : together / spread;
  }

  private static double seconds(Sample sample, long start) {
    return (sample.at() - start) / MILLIS;
  }

  @Override
  public Gathered createContext() {
    return new Gathered();
  }

  @Override
  public void init(Gathered context) {
    context.samples.clear();
  }

  @Override
  public void accumulate(Gathered context, Object value) {
    context.samples.add((Sample) value);
  }

  @Override
  public void reverse(Gathered context, Object value) {
    context.samples.remove(value);
  }

  @Override
  public Object getResult(Gathered context) {
    return of(context.samples);
  }

  @Override
  public boolean supportsReverse() {
    return true;
  }

  @Override
  public Class<?> getResultType() {
    return Double.class;
  }

  @Override
  public void writeExternal(ObjectOutput out) {}

  @Override
  public void readExternal(ObjectInput in) {}
}
