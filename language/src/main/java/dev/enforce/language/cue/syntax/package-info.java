/** From CUE's text to its tree. */
@NullMarked
package dev.enforce.language.cue.syntax;

import org.jspecify.annotations.NullMarked;
