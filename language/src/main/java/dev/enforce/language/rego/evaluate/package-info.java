/** Runs programs: top-down, with unification and backtracking in the order of values. */
@NullMarked
package dev.enforce.language.rego.evaluate;

import org.jspecify.annotations.NullMarked;
