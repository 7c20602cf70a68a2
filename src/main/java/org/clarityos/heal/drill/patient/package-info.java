/** The program that drills make ill: small, quick to start, without any library. */
@NullMarked
package org.clarityos.heal.drill.patient;

import org.jspecify.annotations.NullMarked;
