/** The REST API under {@code /api/v1}. */
@NullMarked
package org.clarityos.heal.api;

import org.jspecify.annotations.NullMarked;
