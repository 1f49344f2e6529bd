/** {@code enforce verify}: what policies say about one image, and why. */
@NullMarked
package dev.enforce.cli.verify;

import org.jspecify.annotations.NullMarked;
