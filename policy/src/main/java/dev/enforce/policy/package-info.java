/** ClusterImagePolicy and TrustRoot. */
@NullMarked
package dev.enforce.policy;

import org.jspecify.annotations.NullMarked;
