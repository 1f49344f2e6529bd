/** The packages and functions that a policy may call. */
@NullMarked
package dev.enforce.language.cue.builtin;

import org.jspecify.annotations.NullMarked;
