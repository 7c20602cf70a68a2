/**
 * Clarity Heal: rule-engine-driven remediation. {@link org.clarityos.heal.Remediator} is the whole
 * pipeline on one screen.
 */
@NullMarked
package org.clarityos.heal;

import org.jspecify.annotations.NullMarked;
