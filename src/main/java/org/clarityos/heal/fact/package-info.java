/**
 * The vocabulary: immutable records that a rule may mention, and that the journal, audit and API
 * carry.
 */
@NullMarked
package org.clarityos.heal.fact;

import org.jspecify.annotations.NullMarked;
