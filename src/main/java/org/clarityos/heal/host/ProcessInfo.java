package org.clarityos.heal.host;

/**
 * A process as the process table shows it.
 *
 * @param pid its id
 * @param startTicks when it started, in clock ticks since boot; with the id it names the process
 *     for good
 * @param state its state letter, for example {@code S}, {@code T}, {@code Z}
 * @param parent its parent's id
 * @param session the id of the session it belongs to: the id of the process that began it
 * @param commandLine its arguments, joined by spaces
 */
public record ProcessInfo(
    long pid, long startTicks, char state, long parent, long session, String commandLine) {}
