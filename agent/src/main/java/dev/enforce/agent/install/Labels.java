package dev.enforce.agent.install;

import java.util.Map;

/** Labels on everything that the agent installs. */
final class Labels {

    static final Map<String, String> COMMON =
            Map.of("app.kubernetes.io/name", "enforce-agent", "app.kubernetes.io/part-of", "enforce");

    private Labels() {}
}
