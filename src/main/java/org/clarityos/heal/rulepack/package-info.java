/** Rule packs: compiled, checked and tested before any rule of theirs sees a session. */
@NullMarked
package org.clarityos.heal.rulepack;

import org.jspecify.annotations.NullMarked;
