/**
 * What happened, why, and why not: hash-chained records, written in the transaction that releases
 * what they tell.
 */
@NullMarked
package org.clarityos.heal.audit;

import org.jspecify.annotations.NullMarked;
