/** Bounded reading of JSON that comes from outside. */
@NullMarked
package dev.enforce.signing.json;

import org.jspecify.annotations.NullMarked;
