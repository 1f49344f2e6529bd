/** Certificates: parsing, chains, identities, Fulcio extensions, signed certificate timestamps. */
@NullMarked
package dev.enforce.sigstore.certificate;

import org.jspecify.annotations.NullMarked;
