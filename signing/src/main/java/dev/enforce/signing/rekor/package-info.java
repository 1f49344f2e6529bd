/** Rekor: the transparency log, API versions 1 and 2. */
@NullMarked
package dev.enforce.signing.rekor;

import org.jspecify.annotations.NullMarked;
