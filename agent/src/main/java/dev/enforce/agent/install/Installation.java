package dev.enforce.agent.install;

import java.net.URI;

/** Where the agent that is installed runs. */
public sealed interface Installation {

    /** Name of the Service in every installation that has one. */
    String SERVICE = "webhook";

    /** In the cluster, as a Deployment. */
    record InCluster(String image, int replicas) implements Installation {
        public InCluster {
            if (replicas < 1) {
                throw new IllegalArgumentException("at least one replica is needed");
            }
            if (image.isBlank() || image.chars().anyMatch(c -> c <= ' ' || c == '"')) {
                throw new IllegalArgumentException("not an image reference: \"" + image + "\"");
            }
        }
    }

    /** On this machine, outside of the cluster; such an agent registers its webhooks itself once it listens. */
    record Outside() implements Installation {}

    /** Somewhere else, reached by URL; the Deployment and all that it needs are left out. */
    record AtUrl(URI base) implements Installation {}

    /** Somewhere else, reached through a Service of type ExternalName, whose host the API server itself looks up. */
    record BehindExternalName(String host, int port) implements Installation {}
}
