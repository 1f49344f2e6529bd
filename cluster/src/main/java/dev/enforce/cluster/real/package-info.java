/** The programs of Kubernetes, run on loopback as children of this process. */
@NullMarked
package dev.enforce.cluster.real;

import org.jspecify.annotations.NullMarked;
