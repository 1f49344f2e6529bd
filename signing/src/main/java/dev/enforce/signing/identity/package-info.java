/** The development OIDC issuer and the verification of identity tokens. */
@NullMarked
package dev.enforce.signing.identity;

import org.jspecify.annotations.NullMarked;
