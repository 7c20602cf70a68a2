/**
 * From playbook to plan: what a playbook's steps mean on a component, and their binding to one
 * incident.
 */
@NullMarked
package org.clarityos.heal.plan;

import org.jspecify.annotations.NullMarked;
