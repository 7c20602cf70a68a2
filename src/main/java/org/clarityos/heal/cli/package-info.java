/** The command line. */
@NullMarked
package org.clarityos.heal.cli;

import org.jspecify.annotations.NullMarked;
