/**
 * What runs in the cluster now: Pods and the workloads that own them, kept small.
 *
 * <p>Threads: the informers' threads write into concurrent maps; everybody may read at any time, without a lock.
 */
@NullMarked
package dev.enforce.agent.observation;

import org.jspecify.annotations.NullMarked;
