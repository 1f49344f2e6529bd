package dev.enforce.agent.reverification;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes changes to the log: violations as warnings, the rest as information. */
public final class LogSink implements ChangeSink {

    private static final Logger LOG = LoggerFactory.getLogger("dev.enforce.violations");

    @Override
    public void accept(ImageChanges changes) {
        for (PolicyChange change : changes.changes()) {
            LOG.atLevel(change.valid() ? Level.INFO : Level.WARN)
                    .addKeyValue("image", changes.image().name())
                    .addKeyValue("policy", change.policy())
                    .addKeyValue("change", change.kind().wireName())
                    .addKeyValue("valid", change.valid())
                    .log(
                            "{}: policy {} {} for {}{}",
                            change.kind().wireName(),
                            change.policy(),
                            change.valid() ? "passes" : "fails",
                            changes.image().name(),
                            change.diagnostic().isEmpty() ? "" : ": " + change.diagnostic());
        }
    }
}
