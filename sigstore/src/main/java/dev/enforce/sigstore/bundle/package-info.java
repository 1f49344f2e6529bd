/** Sigstore bundles, versions 0.1 to 0.3. */
@NullMarked
package dev.enforce.sigstore.bundle;

import org.jspecify.annotations.NullMarked;
