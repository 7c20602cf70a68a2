package org.clarityos.heal.diagnose;

import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.clarityos.heal.fact.Evidence;
import org.kie.api.runtime.rule.AccumulateFunction;

/**
 * The accumulate function that makes a confidence of evidence, in exact decimals: {@code (1 − Π(1 −
 * wᵢ⁺)) · Π(1 − wⱼ⁻)} where w is the strongest weight of each group (Pearl 1988, §4.3.2, noisy-or
 * with inhibitors).
 */
public final class NoisyOr implements AccumulateFunction<NoisyOr.Gathered> {

  /** The evidence gathered so far. */
  public static final class Gathered implements Serializable {
    private static final long serialVersionUID = 1L;
    private final transient List<Evidence> evidence = new ArrayList<>();
  }

  /** The confidence that some evidence makes. */
  public static BigDecimal of(Iterable<Evidence> evidence) {
    Map<String, BigDecimal> supporting = new HashMap<>();
    Map<String, BigDecimal> contradicting = new HashMap<>();
    for (Evidence e : evidence) {
      (e.supports() ? supporting : contradicting).merge(e.group(), e.weight(), BigDecimal::max);
    }
    return BigDecimal.ONE.subtract(unexplained(supporting)).multiply(unexplained(contradicting));
  }

  private static BigDecimal unexplained(Map<String, BigDecimal> weights) {
    return weights.values().stream()
        .map(BigDecimal.ONE::subtract)
        .sorted()
        .reduce(BigDecimal.ONE, BigDecimal::multiply);
  }

  @Override
  public Gathered createContext() {
    return new Gathered();
  }

  @Override
  public void init(Gathered context) {
    context.evidence.clear();
  }

  @Override
  public void accumulate(Gathered context, Object value) {
    context.evidence.add((Evidence) value);
  }

  @Override
  public void reverse(Gathered context, Object value) {
    context.evidence.remove(value);
  }

  @Override
  public Object getResult(Gathered context) {
    return of(context.evidence);
  }

  @Override
  public boolean supportsReverse() {
    return true;
  }

  @Override
  public Class<?> getResultType() {
    return BigDecimal.class;
  }

  @Override
  public void writeExternal(ObjectOutput out) {}

  @Override
  public void readExternal(ObjectInput in) {}
}
