/** Certificates for servers on loopback. */
@NullMarked
package dev.enforce.cluster.tls;

import org.jspecify.annotations.NullMarked;
