/** The command protocol of the public sigstore conformance suite. */
@NullMarked
package dev.enforce.cli.conformance;

import org.jspecify.annotations.NullMarked;
