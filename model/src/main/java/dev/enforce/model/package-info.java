/** Values without I/O: digests, references, patterns, diagnostics. */
@NullMarked
package dev.enforce.model;

import org.jspecify.annotations.NullMarked;
