/** The rule engine: sessions, shards and what fired. */
@NullMarked
package org.clarityos.heal.diagnose;

import org.jspecify.annotations.NullMarked;
