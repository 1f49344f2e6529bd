/** From the tree to code whose references are resolved. */
@NullMarked
package dev.enforce.language.cue.compile;

import org.jspecify.annotations.NullMarked;
