/** Notary Project signatures: JWS and COSE envelopes, verified as data. */
@NullMarked
package dev.enforce.sigstore.notation;

import org.jspecify.annotations.NullMarked;
