/** What outcomes teach: track records that plan confidence is computed from. */
@NullMarked
package org.clarityos.heal.learn;

import org.jspecify.annotations.NullMarked;
