/** A TUF repository that hands out the trust root. */
@NullMarked
package dev.enforce.signing.tuf;

import org.jspecify.annotations.NullMarked;
