/** Recordings of journals, without what is nobody else's business, and backtests of rule packs on them. */
@NullMarked
package org.clarityos.heal.replay;

import org.jspecify.annotations.NullMarked;
