package org.clarityos.heal.diagnose;

import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.kie.api.runtime.rule.AccumulateFunction;

/** The accumulate function that counts how many different values there are, such as hosts. */
public final class Distinct implements AccumulateFunction<Distinct.Gathered> {

  /** The values gathered so far, with how often each is there. */
  public static final class Gathered implements Serializable {
    private static final long serialVersionUID = 1L;
    private final transient Map<Object, Integer> values = new HashMap<>();
  }

  @Override
  public Gathered createContext() {
    return new Gathered();
  }

  @Override
  public void init(Gathered context) {
    context.values.clear();
  }

  @Override
  public void accumulate(Gathered context, Object value) {
    context.values.merge(value, 1, Integer::sum);
  }

  @Override
  public void reverse(Gathered context, Object value) {
    context.values.computeIfPresent(value, (v, times) -> times > 1 ? times - 1 : null);
  }

  @Override
  public Object getResult(Gathered context) {
    return (long) context.values.size();
  }

  @Override
  public boolean supportsReverse() {
    return true;
  }

  @Override
  public Class<?> getResultType() {
    return Long.class;
  }

  @Override
  public void writeExternal(ObjectOutput out) {}

  @Override
  public void readExternal(ObjectInput in) {}
}
