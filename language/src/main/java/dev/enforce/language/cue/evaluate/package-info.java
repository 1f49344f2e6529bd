/** Unification of a policy's code with a document. */
@NullMarked
package dev.enforce.language.cue.evaluate;

import org.jspecify.annotations.NullMarked;
