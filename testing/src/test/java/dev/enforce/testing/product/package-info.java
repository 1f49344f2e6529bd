/** The whole product against whole clusters, registries and faults. */
@NullMarked
package dev.enforce.testing.product;

import org.jspecify.annotations.NullMarked;
