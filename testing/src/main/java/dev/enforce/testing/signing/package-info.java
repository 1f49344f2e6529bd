/** What tests need to sign into a registry and to serve signed fixtures. */
@NullMarked
package dev.enforce.testing.signing;

import org.jspecify.annotations.NullMarked;
