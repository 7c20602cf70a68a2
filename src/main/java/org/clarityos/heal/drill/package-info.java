/**
 * Proof by real faults: patients, faults, an outside prober, runs, their table and their ledger.
 */
@NullMarked
package org.clarityos.heal.drill;

import org.jspecify.annotations.NullMarked;
