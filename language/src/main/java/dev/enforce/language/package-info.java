/** What all policy languages share: places in a text, and errors that name them. */
@NullMarked
package dev.enforce.language;

import org.jspecify.annotations.NullMarked;
