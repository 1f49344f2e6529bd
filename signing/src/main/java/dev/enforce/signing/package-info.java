/** A private sigstore and a signer. */
@NullMarked
package dev.enforce.signing;

import org.jspecify.annotations.NullMarked;
