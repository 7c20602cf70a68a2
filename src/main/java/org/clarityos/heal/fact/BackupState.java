package org.clarityos.heal.fact;

/**
 * How long a component's backup counts as fresh and as tried.
 *
 * @param component the component
 * @param freshUntil until when the backup is fresh, in milliseconds since the epoch; 0 when there is none
 * @param testedUntil until when its last tried restore counts, in milliseconds since the epoch; 0 when none was tried
 * @param source the monitor that saw it
 */
public record BackupState(String component, long freshUntil, long testedUntil, String source)
    implements State {
  @Override
  public String key() {
    return "backup|" + component;
  }
}
