/** What there is and who may touch it: {@code clarity.yaml}, its model, loader and validator. */
@NullMarked
package org.clarityos.heal.inventory;

import org.jspecify.annotations.NullMarked;
