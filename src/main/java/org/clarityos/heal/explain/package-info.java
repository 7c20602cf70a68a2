/** Why something was concluded, and why a rule did not hold: answers from the record. */
@NullMarked
package org.clarityos.heal.explain;

import org.jspecify.annotations.NullMarked;
