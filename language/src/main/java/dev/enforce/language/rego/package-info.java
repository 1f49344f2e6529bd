/** Rego: policies compiled once from their text and evaluated many times, without reaching beyond their input. */
@NullMarked
package dev.enforce.language.rego;

import org.jspecify.annotations.NullMarked;
