/** Ed25519 keys and signatures, of those who sign packs and of the audit log. */
@NullMarked
package org.clarityos.heal.signing;

import org.jspecify.annotations.NullMarked;
