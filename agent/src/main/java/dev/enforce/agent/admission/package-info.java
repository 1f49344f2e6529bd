/**
 * What the webhooks decide: reviews in, answers out, without a server around them.
 *
 * <p>Threads: a handler is called by any number of threads at once and holds no lock; images of one review are
 * verified on virtual threads, of which a semaphore lets only so many run in the whole process.
 */
@NullMarked
package dev.enforce.agent.admission;

import org.jspecify.annotations.NullMarked;
