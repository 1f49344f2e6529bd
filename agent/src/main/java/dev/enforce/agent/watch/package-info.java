/** Watches on the API server that outlive its restarts. */
@NullMarked
package dev.enforce.agent.watch;

import org.jspecify.annotations.NullMarked;
