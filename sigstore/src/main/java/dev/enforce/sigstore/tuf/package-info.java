/**
 * The Update Framework, client side (specification 1.0): how a trust root is kept new without trusting who delivers it.
 */
@NullMarked
package dev.enforce.sigstore.tuf;

import org.jspecify.annotations.NullMarked;
