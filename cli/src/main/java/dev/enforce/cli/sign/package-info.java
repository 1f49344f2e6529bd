/** {@code enforce sign} and {@code enforce attest}. */
@NullMarked
package dev.enforce.cli.sign;

import org.jspecify.annotations.NullMarked;
