/** Bytes and text as they come from outside: bounded JSON, canonical JSON, PEM, base64, DER. */
@NullMarked
package dev.enforce.sigstore.encoding;

import org.jspecify.annotations.NullMarked;
