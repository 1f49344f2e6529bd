package dev.enforce.sigstore.outcome;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A verified entry of a transparency log.
 *
 * @param logIndex index over all shards of the log
 * @param logId hexadecimal digits
 * @param integratedTime when the log took it in; only when the log signed that time
 */
public record LogEntryFact(
        long logIndex,
        String logId,
        String logUrl,
        @Nullable Instant integratedTime) {}
