/** Which of the replicas writes: one Lease, held by one replica at a time. Admission never waits for it. */
@NullMarked
package dev.enforce.agent.leadership;

import org.jspecify.annotations.NullMarked;
