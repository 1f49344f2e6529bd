/**
 * The agent's two ports: webhooks over TLS, and health and metrics in plain HTTP.
 *
 * <p>Threads: each request runs on a virtual thread of its own. What is read at once is bounded by bytes, not by
 * requests, so that a few huge reviews cannot fill the heap and many small ones are not held up by it.
 */
@NullMarked
package dev.enforce.agent.server;

import org.jspecify.annotations.NullMarked;
