/** Command-line programs. */
@NullMarked
package dev.enforce.cli;

import org.jspecify.annotations.NullMarked;
