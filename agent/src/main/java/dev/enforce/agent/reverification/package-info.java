/**
 * Continuous verification: what runs is judged again when anything that decides about it changed, and changes are told.
 *
 * <p>Threads: one loop decides what is due, under one lock and without I/O; judging and telling happen on virtual
 * threads outside of the lock, a bounded number at a time.
 */
@NullMarked
package dev.enforce.agent.reverification;

import org.jspecify.annotations.NullMarked;
