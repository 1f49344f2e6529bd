/** What the private sigstore keeps between two starts: keys and append-only journals. */
@NullMarked
package dev.enforce.signing.storage;

import org.jspecify.annotations.NullMarked;
