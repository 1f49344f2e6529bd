/** The onboarding story, started in one place. */
@NullMarked
package dev.enforce.demo;

import org.jspecify.annotations.NullMarked;
