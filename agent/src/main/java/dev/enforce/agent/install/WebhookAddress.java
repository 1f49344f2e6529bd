package dev.enforce.agent.install;

import java.net.URI;
import java.util.List;
import java.util.function.IntSupplier;

/** What an agent is told about how the API server reaches it; with the port that it really got, a target. */
public sealed interface WebhookAddress {

    /** Through an ordinary Service, which listens on this port whatever the agent's own is. */
    record Service(String namespace, String name, int port) implements WebhookAddress {}

    /** Through a Service of type ExternalName, which knows no ports: the API server dials the agent's own. */
    record ExternalService(String namespace, String name) implements WebhookAddress {}

    /** By URL on this machine. */
    record Loopback() implements WebhookAddress {}

    /** By a URL that somebody routes to the agent. */
    record Url(URI base) implements WebhookAddress {}

    /** The target. */
    default WebhookTarget target(IntSupplier port) {
        return switch (this) {
            case Service(var namespace, var name, var listening) ->
                new WebhookTarget.InService(namespace, name, listening);
            case ExternalService(var namespace, var name) ->
                new WebhookTarget.InService(namespace, name, port.getAsInt());
            case Loopback() -> new WebhookTarget.AtUrl(URI.create("https://127.0.0.1:" + port.getAsInt()));
            case Url(var base) -> new WebhookTarget.AtUrl(base);
        };
    }

    /** Names and addresses that the serving certificate must have. */
    default List<String> certificateNames() {
        return switch (this) {
            case Loopback() -> List.of("127.0.0.1", "localhost");
            case Service _, ExternalService _, Url _ -> target(() -> 0).certificateNames();
        };
    }
}
