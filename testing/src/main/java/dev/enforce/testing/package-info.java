/** What tests of several modules share, and whole-product tests. */
@NullMarked
package dev.enforce.testing;

import org.jspecify.annotations.NullMarked;
