package dev.enforce.agent.reverification;

import dev.enforce.agent.admission.PodCredentials;
import dev.enforce.agent.observation.Observation;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.Verification;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What continuous verification works with. Every supplier is read anew whenever it matters, so that changes count at
 * once; {@link Reverification#wake()} makes it look before the next due moment.
 *
 * @param resync period; taken as one second when shorter and one hour when longer
 * @param leading whether this replica is the one that verifies
 */
public record ReverificationInputs(
        Observation observation,
        Verification verification,
        TagLookup tags,
        PodCredentials credentials,
        Supplier<PolicySet> policies,
        Supplier<Duration> resync,
        BooleanSupplier leading) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    Duration period() {
        Duration wanted = resync.get();
        if (wanted.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    }
}
