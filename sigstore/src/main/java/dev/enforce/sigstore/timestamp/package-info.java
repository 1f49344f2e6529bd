/** RFC 3161 signed timestamps. */
@NullMarked
package dev.enforce.sigstore.timestamp;

import org.jspecify.annotations.NullMarked;
