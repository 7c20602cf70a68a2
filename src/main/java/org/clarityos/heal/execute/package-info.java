/** What acts: runs a plan's steps, verifies by looking again, and undoes what did not help. */
@NullMarked
package org.clarityos.heal.execute;

import org.jspecify.annotations.NullMarked;
