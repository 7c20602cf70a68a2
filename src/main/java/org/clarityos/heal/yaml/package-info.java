/** Strict YAML: unknown fields and wrong types are refused with file, line and column. */
@NullMarked
package org.clarityos.heal.yaml;

import org.jspecify.annotations.NullMarked;
