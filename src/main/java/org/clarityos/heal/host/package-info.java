/**
 * The host, looked at or touched once: process table, endpoints, configuration files, filesystems,
 * commands. Monitors, verification and actions share it, so that all three mean the same by "well".
 */
@NullMarked
package org.clarityos.heal.host;

import org.jspecify.annotations.NullMarked;
