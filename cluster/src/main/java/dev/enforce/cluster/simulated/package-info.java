/** An imitation of an API server with its most needed controllers, inside this process. */
@NullMarked
package dev.enforce.cluster.simulated;

import org.jspecify.annotations.NullMarked;
