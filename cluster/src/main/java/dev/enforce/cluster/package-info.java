/** A Kubernetes control plane on loopback. */
@NullMarked
package dev.enforce.cluster;

import org.jspecify.annotations.NullMarked;
