/** What a verification found: facts and failures. */
@NullMarked
package dev.enforce.sigstore.outcome;

import org.jspecify.annotations.NullMarked;
