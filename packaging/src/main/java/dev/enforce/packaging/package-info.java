/** Container images as OCI tars: from scratch, without Docker, the same bytes for the same input. */
@NullMarked
package dev.enforce.packaging;

import org.jspecify.annotations.NullMarked;
