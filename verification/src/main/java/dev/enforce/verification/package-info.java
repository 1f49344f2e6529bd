/** Image and compiled policies to a verdict. */
@NullMarked
package dev.enforce.verification;

import org.jspecify.annotations.NullMarked;
