package org.clarityos.heal.fact;

/**
 * A component's backup that is fresh and whose restore was tried.
 *
 * @param component the component
 */
public record BackupFresh(String component) implements Derived {}
