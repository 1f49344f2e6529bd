/** What the agent tells about itself: logs and metrics, with no secret and no body of an object in them. */
@NullMarked
package dev.enforce.agent.telemetry;

import org.jspecify.annotations.NullMarked;
