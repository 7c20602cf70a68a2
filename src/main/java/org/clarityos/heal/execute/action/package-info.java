/** What the executor can do: one class per typed action. */
@NullMarked
package org.clarityos.heal.execute.action;

import org.jspecify.annotations.NullMarked;
