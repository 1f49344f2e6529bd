/** The values of Rego, in OPA's order: null, booleans, numbers, strings, arrays, objects, sets. */
@NullMarked
package dev.enforce.language.rego.value;

import org.jspecify.annotations.NullMarked;
