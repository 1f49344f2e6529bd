/** Fulcio: certificates for identity tokens, API versions 1 and 2. */
@NullMarked
package dev.enforce.signing.fulcio;

import org.jspecify.annotations.NullMarked;
