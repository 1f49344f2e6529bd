/**
 * Credentials of workloads, as the kubelet would find them.
 *
 * <p>The agent may only {@code get} single Secrets and service accounts by name, so nothing is listed or watched outside
 * of the system namespace: what a review names is fetched once, kept for a short time, and renewed in the background
 * while it is in use.
 */
@NullMarked
package dev.enforce.agent.credentials;

import org.jspecify.annotations.NullMarked;
