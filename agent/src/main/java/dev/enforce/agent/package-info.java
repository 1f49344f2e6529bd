/** The in-cluster program. */
@NullMarked
package dev.enforce.agent;

import org.jspecify.annotations.NullMarked;
