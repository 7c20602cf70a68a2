/** What watches: one class per source behind a one-method {@link Monitor}. */
@NullMarked
package org.clarityos.heal.monitor;

import org.jspecify.annotations.NullMarked;
