/** Who signed: certificates held against a trust root, expected identities and times. */
@NullMarked
package dev.enforce.sigstore.signer;

import org.jspecify.annotations.NullMarked;
