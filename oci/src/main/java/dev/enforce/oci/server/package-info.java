/** A small registry: distribution specification 1.1 over the JDK's own HTTP server. */
@NullMarked
package dev.enforce.oci.server;

import org.jspecify.annotations.NullMarked;
