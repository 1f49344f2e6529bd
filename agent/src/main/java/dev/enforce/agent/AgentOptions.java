package dev.enforce.agent;

import dev.enforce.agent.admission.AdmissionLimits;
import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.agent.install.WebhookAddress;
import dev.enforce.agent.server.ServerOptions;
import dev.enforce.agent.trustroots.TufSource;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryTls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one agent process is started with.
 *
 * @param identity name of this replica, different from every other one's
 * @param server ports and limits
 * @param agentNamespace where certificates and the Lease are
 * @param systemNamespace where configuration and policies' Secrets are
 * @param address where the API server finds the webhooks
 * @param createsWebhooks whether webhook configurations that do not exist are created; an installed agent leaves that to
 *     its manifests, so that deleting them switches it off
 * @param enforcement what the installer chose
 * @param registryTls how registries are trusted
 * @param keychain the agent's own credentials for registries
 * @param eventSink where CloudEvents are sent; null for nowhere
 * @param dataDirectory where evidence and TUF metadata are kept over restarts; null for memory only
 * @param publicGood repository that the public-good trust root is refreshed from; null to use what this release carries
 */
public record AgentOptions(
        String identity,
        ServerOptions server,
        String agentNamespace,
        String systemNamespace,
        WebhookAddress address,
        boolean createsWebhooks,
        EnforcementOptions enforcement,
        RegistryTls registryTls,
        Keychain keychain,
        @Nullable URI eventSink,
        @Nullable Path dataDirectory,
        TufSource.@Nullable Mirror publicGood) {

    /** An agent on this machine, outside of the cluster, on free ports of loopback. */
    public static AgentOptions onLoopback(String identity) {
        return new AgentOptions(
                identity,
                ServerOptions.of("127.0.0.1", 0, 0, AdmissionLimits.MAX_BODY_BYTES, Duration.ZERO),
                WireNames.AGENT_NAMESPACE,
                WireNames.SYSTEM_NAMESPACE,
                new WebhookAddress.Loopback(),
                true,
                EnforcementOptions.DEFAULTS,
                RegistryTls.system(),
                Keychain.anonymous(),
                null,
                null,
                null);
    }

    /** The same with other choices of the installer. */
    public AgentOptions withEnforcement(EnforcementOptions chosen) {
        return new AgentOptions(
                identity,
                server,
                agentNamespace,
                systemNamespace,
                address,
                createsWebhooks,
                chosen,
                registryTls,
                keychain,
                eventSink,
                dataDirectory,
                publicGood);
    }

    /** The same with events sent there. */
    public AgentOptions withEventSink(URI sink) {
        return new AgentOptions(
                identity,
                server,
                agentNamespace,
                systemNamespace,
                address,
                createsWebhooks,
                enforcement,
                registryTls,
                keychain,
                sink,
                dataDirectory,
                publicGood);
    }

    /** The same with other registry settings. */
    public AgentOptions withRegistries(RegistryTls tls, Keychain credentials) {
        return new AgentOptions(
                identity,
                server,
                agentNamespace,
                systemNamespace,
                address,
                createsWebhooks,
                enforcement,
                tls,
                credentials,
                eventSink,
                dataDirectory,
                publicGood);
    }

    /** The same with its files kept there. */
    public AgentOptions withDataDirectory(Path directory) {
        return new AgentOptions(
                identity,
                server,
                agentNamespace,
                systemNamespace,
                address,
                createsWebhooks,
                enforcement,
                registryTls,
                keychain,
                eventSink,
                directory,
                publicGood);
    }

    /** The same on other ports. */
    public AgentOptions withServer(ServerOptions other) {
        return new AgentOptions(
                identity,
                other,
                agentNamespace,
                systemNamespace,
                address,
                createsWebhooks,
                enforcement,
                registryTls,
                keychain,
                eventSink,
                dataDirectory,
                publicGood);
    }

    /** The same, found elsewhere by the API server. */
    public AgentOptions withAddress(WebhookAddress other) {
        return new AgentOptions(
                identity,
                server,
                agentNamespace,
                systemNamespace,
                other,
                createsWebhooks,
                enforcement,
                registryTls,
                keychain,
                eventSink,
                dataDirectory,
                publicGood);
    }
}
