/** What is trusted: certificate authorities, logs and timestamp authorities, each with its time. */
@NullMarked
package dev.enforce.sigstore.trust;

import org.jspecify.annotations.NullMarked;
