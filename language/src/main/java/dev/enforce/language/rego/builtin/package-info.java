/** The functions that the language brings along; all of them pure. */
@NullMarked
package dev.enforce.language.rego.builtin;

import org.jspecify.annotations.NullMarked;
