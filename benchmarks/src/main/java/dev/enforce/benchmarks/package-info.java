/** Measurements, run by hand. */
@NullMarked
package dev.enforce.benchmarks;

import org.jspecify.annotations.NullMarked;
