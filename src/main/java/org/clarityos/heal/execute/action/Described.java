package org.clarityos.heal.execute.action;

import org.clarityos.heal.fact.Safety;

/**
 * An action that says what it is once, where it is made.
 *
 * @param <P> its parameters, a record
 */
abstract class Described<P extends Record> implements Action<P> {
  private final String name;
  private final String summary;
  private final Class<P> parameters;
  private final Safety safety;
  private final Repeat repeat;

  Described(String name, String summary, Class<P> parameters, Safety safety, Repeat repeat) {
    this.name = name;
    this.summary = summary;
    this.parameters = parameters;
    this.safety = safety;
    this.repeat = repeat;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final Class<P> parameters() {
    return parameters;
  }

  @Override
  public final Safety safety() {
    return safety;
  }

  @Override
  public final Repeat repeat() {
    return repeat;
  }
}
