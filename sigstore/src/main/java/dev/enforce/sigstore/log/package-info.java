/** Transparency logs: Merkle proofs, checkpoints, signed entry timestamps, entries. */
@NullMarked
package dev.enforce.sigstore.log;

import org.jspecify.annotations.NullMarked;
