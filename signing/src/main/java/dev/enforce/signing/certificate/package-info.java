/** Keys, the certificate authority and the certificate transparency log behind Fulcio. */
@NullMarked
package dev.enforce.signing.certificate;

import org.jspecify.annotations.NullMarked;
