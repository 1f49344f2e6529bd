/** What an evaluation may use up: steps, time, depth, sizes. */
@NullMarked
package dev.enforce.language.rego.limit;

import org.jspecify.annotations.NullMarked;
