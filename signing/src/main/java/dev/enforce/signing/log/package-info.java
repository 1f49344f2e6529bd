/** An append-only, durable Merkle log. */
@NullMarked
package dev.enforce.signing.log;

import org.jspecify.annotations.NullMarked;
