/**
 * The policies and trust roots in force.
 *
 * <p>Every replica watches, compiles and publishes for itself; no lease and no other replica stands between a changed
 * policy and the next review. Only what other programs read (ConfigMaps, status) is written by one replica, the leader.
 */
@NullMarked
package dev.enforce.agent.policies;

import org.jspecify.annotations.NullMarked;
