/** Public keys and the verification of signatures with them. */
@NullMarked
package dev.enforce.sigstore.key;

import org.jspecify.annotations.NullMarked;
