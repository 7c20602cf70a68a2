/** Everything that enters a session, durably, before it is reasoned about. */
@NullMarked
package org.clarityos.heal.journal;

import org.jspecify.annotations.NullMarked;
