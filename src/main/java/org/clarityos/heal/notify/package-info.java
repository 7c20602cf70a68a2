/** What is told to the world outside: signs of life. */
@NullMarked
package org.clarityos.heal.notify;

import org.jspecify.annotations.NullMarked;
