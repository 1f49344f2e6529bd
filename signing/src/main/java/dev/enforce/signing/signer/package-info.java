/** Signing of images and attestations, in cosign's legacy layout and as sigstore bundles. */
@NullMarked
package dev.enforce.signing.signer;

import org.jspecify.annotations.NullMarked;
