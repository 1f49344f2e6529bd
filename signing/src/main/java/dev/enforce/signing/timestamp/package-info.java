/** The RFC 3161 timestamp authority. */
@NullMarked
package dev.enforce.signing.timestamp;

import org.jspecify.annotations.NullMarked;
