/** A Kubernetes control plane on loopback, real or simulated, behind one interface; for the demo and for tests. */
@NullMarked
package dev.enforce.cluster;

import org.jspecify.annotations.NullMarked;
