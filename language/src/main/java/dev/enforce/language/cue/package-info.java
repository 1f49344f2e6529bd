/** CUE policies: a declared subset of CUE, compiled once and unified with any number of documents. */
@NullMarked
package dev.enforce.language.cue;

import org.jspecify.annotations.NullMarked;
