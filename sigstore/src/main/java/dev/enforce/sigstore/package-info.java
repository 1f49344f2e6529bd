/** Verification of signatures as data. */
@NullMarked
package dev.enforce.sigstore;

import org.jspecify.annotations.NullMarked;
