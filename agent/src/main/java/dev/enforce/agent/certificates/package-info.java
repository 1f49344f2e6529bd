/**
 * The webhooks' certificates: made by the agent itself, shared by its replicas through one Secret, renewed in time.
 *
 * <p>Nothing is ever served that callers do not trust yet: a new authority is announced in the trust bundle long before
 * it issues, and an old one stays in the bundle until it has expired.
 */
@NullMarked
package dev.enforce.agent.certificates;

import org.jspecify.annotations.NullMarked;
