/** The layout of cosign up to version 2: simple signing payloads, annotations, log bundles. */
@NullMarked
package dev.enforce.sigstore.cosign;

import org.jspecify.annotations.NullMarked;
