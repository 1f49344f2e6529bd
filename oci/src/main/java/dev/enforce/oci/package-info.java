/** Registry client and a small registry. */
@NullMarked
package dev.enforce.oci;

import org.jspecify.annotations.NullMarked;
