/** DSSE envelopes and in-toto statements. */
@NullMarked
package dev.enforce.sigstore.dsse;

import org.jspecify.annotations.NullMarked;
