/** The recipes: playbooks as YAML, their model, loader and validator. */
@NullMarked
package org.clarityos.heal.playbook;

import org.jspecify.annotations.NullMarked;
