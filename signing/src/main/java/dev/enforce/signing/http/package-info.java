/** The small HTTP front of the private sigstore: routes, bounded bodies, error shapes. */
@NullMarked
package dev.enforce.signing.http;

import org.jspecify.annotations.NullMarked;
