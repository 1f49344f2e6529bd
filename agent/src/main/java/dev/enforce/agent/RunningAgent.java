package dev.enforce.agent;

import dev.enforce.agent.admission.AdmissionHandler;
import dev.enforce.agent.admission.ImageJudge;
import dev.enforce.agent.admission.ImageWebhooks;
import dev.enforce.agent.admission.PolicyWebhooks;
import dev.enforce.agent.certificates.CertificateSet;
import dev.enforce.agent.certificates.Certificates;
import dev.enforce.agent.configuration.ConfigurationEvents;
import dev.enforce.agent.configuration.LiveConfiguration;
import dev.enforce.agent.credentials.LiveCredentials;
import dev.enforce.agent.install.RegistrationWatch;
import dev.enforce.agent.install.WebhookConfigurations;
import dev.enforce.agent.install.WebhookRegistration;
import dev.enforce.agent.keys.FetchedKeys;
import dev.enforce.agent.leadership.Leadership;
import dev.enforce.agent.leadership.LeaseOptions;
import dev.enforce.agent.policies.PolicySnapshot;
import dev.enforce.agent.policies.PolicySources;
import dev.enforce.agent.policies.PolicyState;
import dev.enforce.agent.policies.PolicyStore;
import dev.enforce.agent.policies.PolicyWriter;
import dev.enforce.agent.policies.RemoteTexts;
import dev.enforce.agent.server.Readiness;
import dev.enforce.agent.server.WebhookServer;
import dev.enforce.agent.telemetry.KubernetesEvents;
import dev.enforce.agent.telemetry.Logging;
import dev.enforce.agent.telemetry.Metrics;
import dev.enforce.agent.trustroots.TufTrustRoots;
import dev.enforce.agent.watch.Reconciler;
import dev.enforce.kms.CloudKeyProvider;
import dev.enforce.kms.Surroundings;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.verification.EvidenceCache;
import dev.enforce.verification.EvidenceVerification;
import dev.enforce.verification.Verification;
import dev.enforce.verification.VerificationSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent, wired and running. Everything that it is made of is made here, in the order in which it depends on each
 * other, and closed in the opposite order.
 */
public final class RunningAgent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningAgent.class);
    private static final String LEASE = "enforce-agent";
    private static final long MEMORY_BYTES = 24L << 20;
    private static final long DISK_BYTES = 512L << 20;

    private final AgentOptions options;
    private final KubernetesClient client;
    private final Metrics metrics = new Metrics();
    private final Readiness readiness = new Readiness();
    private final LiveConfiguration configuration;
    private final PolicySources sources;
    private final TufTrustRoots repositories;
    private final PolicyStore policies;
    private final CloudKeyProvider keyServices;
    private final PolicyWriter writer;
    private final ConfigurationEvents configurationEvents;
    private final LiveCredentials credentials;
    private final HttpRegistryClient registries;
    private final Verification verification;
    private final WebhookServer server;
    private final Certificates certificates;
    private final WebhookRegistration registration;
    private final RegistrationWatch registrationWatch;
    private final Leadership leadership;
    private final ContinuousVerification continuous;
    private final Reconciler policyLoop = new Reconciler("policies", Duration.ofMinutes(1), this::refreshPolicies);
    private final Reconciler writeLoop = new Reconciler("status", Duration.ofMinutes(1), this::writePolicies);
    private final Reconciler certificateLoop =
            new Reconciler("certificates", Duration.ofMinutes(5), this::refreshCertificates);
    private final Reconciler registrationLoop =
            new Reconciler("registration", Duration.ofMinutes(1), this::reconcileWebhooks);
    private volatile Optional<CertificateSet> serving = Optional.empty();

    /**
     * @param client is closed with the agent
     * @param surroundings credentials for key-management services
     */
    RunningAgent(AgentOptions options, KubernetesClient client, InstantSource clock, Surroundings surroundings) {
        this.keyServices = new CloudKeyProvider(surroundings, clock);
        this.options = options;
        this.client = client;
        this.configuration = new LiveConfiguration(options.enforcement(), new Logging()::use);
        this.sources = new PolicySources(client, options.systemNamespace(), policyLoop::ask);
        this.repositories = new TufTrustRoots(
                options.dataDirectory() == null ? null : options.dataDirectory().resolve("trustroots"),
                options.publicGood(),
                clock,
                task -> Thread.ofVirtual().name("trust-root").start(task),
                policyLoop::ask);
        this.policies = new PolicyStore(
                sources,
                () -> PolicyWebhooks.settings(configuration.settings(), options.systemNamespace()),
                repositories,
                new FetchedKeys(
                        keyServices,
                        task -> Thread.ofVirtual().name("managed-key").start(task),
                        System::nanoTime,
                        policyLoop::ask),
                RemoteTexts.overHttps(clock));
        this.writer = new PolicyWriter(client, options.systemNamespace(), sources, clock);
        this.configurationEvents =
                new ConfigurationEvents(new KubernetesEvents(client, clock), options.systemNamespace());
        this.credentials = new LiveCredentials(client, sources::secret, options.keychain(), readiness::check);
        this.registries = HttpRegistryClient.builder()
                .tls(options.registryTls())
                .clock(clock)
                .build();
        this.verification = new EvidenceVerification(
                registries,
                credentials,
                evidenceCache(options.dataDirectory()),
                VerificationSettings.defaults(configuration::resync),
                clock);
        this.server = new WebhookServer(options.server(), webhooks(), readiness, metrics::scrape);
        this.certificates = new Certificates(
                client, options.agentNamespace(), options.address().certificateNames(), clock, new SecureRandom());
        this.registration = new WebhookRegistration(client, options.createsWebhooks());
        this.registrationWatch = new RegistrationWatch(
                client,
                options.agentNamespace(),
                Certificates.secretName(),
                registrationLoop::ask,
                certificateLoop::ask);
        this.leadership = new Leadership(
                client,
                LeaseOptions.of(options.agentNamespace(), LEASE, options.identity()),
                clock,
                this::leadershipChanged);
        this.continuous = new ContinuousVerification(
                client,
                new ContinuousVerification.Inputs(
                        verification,
                        registries,
                        credentials,
                        () -> policies.current().policySet(),
                        configuration::resync,
                        this::isReadyLeader,
                        options.eventSink(),
                        options.agentNamespace()),
                metrics,
                clock);
    }

    private boolean isReadyLeader() {
        return leadership.isLeading() && policies.obstacle().isEmpty();
    }

    private Map<String, AdmissionHandler> webhooks() {
        ImageWebhooks images = new ImageWebhooks(
                () -> ImageJudge.of(verification, policies.current().policySet()),
                registries,
                credentials,
                configuration::settings,
                metrics);
        PolicyWebhooks policyWebhooks = new PolicyWebhooks(
                () -> PolicyWebhooks.settings(configuration.settings(), options.systemNamespace()), metrics);
        Map<String, AdmissionHandler> webhooks = new HashMap<>();
        webhooks.put(WireNames.RESOLUTION_PATH, images.mutation());
        webhooks.put(WireNames.VERIFICATION_PATH, images.validation());
        webhooks.put(WireNames.POLICY_DEFAULTING_PATH, policyWebhooks.defaulting());
        webhooks.put(WireNames.POLICY_VALIDATION_PATH, policyWebhooks.validation());
        webhooks.put(WireNames.POLICY_CONVERSION_PATH, policyWebhooks.conversion());
        webhooks.put(WireNames.RESOLUTION_ALIAS, webhooks.get(WireNames.RESOLUTION_PATH));
        webhooks.put(WireNames.VERIFICATION_ALIAS, webhooks.get(WireNames.VERIFICATION_PATH));
        webhooks.put(WireNames.POLICY_DEFAULTING_ALIAS, webhooks.get(WireNames.POLICY_DEFAULTING_PATH));
        webhooks.put(WireNames.POLICY_VALIDATION_ALIAS, webhooks.get(WireNames.POLICY_VALIDATION_PATH));
        webhooks.put(WireNames.POLICY_CONVERSION_ALIAS, webhooks.get(WireNames.POLICY_CONVERSION_PATH));
        return webhooks;
    }

    private static EvidenceCache evidenceCache(@Nullable Path directory) {
        return directory == null
                ? EvidenceCache.inMemory(MEMORY_BYTES)
                : EvidenceCache.onDisk(
                        MEMORY_BYTES, directory, DISK_BYTES, notice -> LOG.warn("evidence cache: {}", notice));
    }

    void start() {
        readiness.require("policies", policies::obstacle);
        readiness.require(
                "serviceaccounts",
                () -> credentials.isSynced()
                        ? Optional.empty()
                        : Optional.of("not listed yet (may the agent list them?)"));
        readiness.require("certificate", () -> server.isOpen() ? Optional.empty() : Optional.of("not there yet"));
        readiness.note("configuration", this::configurationNotes);
        readiness.note("policies", () -> policies.current().notes());
        AgentGauges.register(metrics, policies, configuration, readiness, this::isLeading);
        policies.onChange(this::policiesChanged);
        server.start();
        sources.start();
        credentials.start();
        policyLoop.start();
        certificateLoop.start();
        writeLoop.start();
        registrationLoop.start();
        leadership.start();
        readiness.onReached(this::register);
        LOG.info("agent {} started", options.identity());
    }

    private void register() {
        registrationWatch.start();
        registrationLoop.ask();
        continuous.start();
    }

    /** Port of the webhooks; 0 until it is open. */
    public int webhookPort() {
        return Math.max(server.webhookPort(), 0);
    }

    /** Port of health and metrics. */
    public int healthPort() {
        return server.healthPort();
    }

    /** Completes once this replica judges by all policies. */
    public CompletableFuture<Void> ready() {
        return readiness.reached();
    }

    /** Completes once this replica judges and the API server was told where. */
    public CompletableFuture<Void> registered() {
        return registration.reached();
    }

    /** Whether this replica writes for all. */
    public boolean isLeading() {
        return leadership.isLeading();
    }

    /** The policies in force now. */
    public PolicySnapshot policies() {
        return policies.current();
    }

    /** The configuration of this moment. */
    public LiveConfiguration configuration() {
        return configuration;
    }

    /** Goes in good order: no admission fails, another replica can lead at once. */
    @Override
    public void close() {
        leadership.close();
        server.close();
        stopLoops();
        registries.close();
        client.close();
        LOG.info("agent {} ended", options.identity());
    }

    /** Goes as by {@code kill -9}: nothing is drained, nothing given back. For tests. */
    public void kill() {
        leadership.abandon();
        server.abort();
        stopLoops();
        registries.close();
        client.close();
    }

    private void stopLoops() {
        registrationLoop.close();
        writeLoop.close();
        certificateLoop.close();
        policyLoop.close();
        registrationWatch.close();
        continuous.close();
        credentials.close();
        repositories.close();
        keyServices.close();
        sources.close();
    }

    private void refreshPolicies() {
        repositories.refreshDue();
        if (sources.missing().isEmpty()) {
            configuration.apply(sources.configMaps());
        }
        policies.refresh();
        readiness.check();
        continuous.wake();
        writeLoop.ask();
    }

    private List<String> configurationNotes() {
        return configuration.problems().entrySet().stream()
                .map(problem -> "ConfigMap " + problem.getKey() + " cannot be used, the last good value stays: "
                        + problem.getValue())
                .toList();
    }

    private void policiesChanged(PolicySnapshot snapshot) {
        metrics.retainPolicies(
                snapshot.policies().stream().map(PolicyState::name).toList());
    }

    private void writePolicies() {
        if (leadership.isLeading() && policies.obstacle().isEmpty()) {
            writer.write(policies.current());
            configurationEvents.tell(configuration.problems(), sources.configMaps());
        }
    }

    private void refreshCertificates() {
        CertificateSet wanted = certificates.refresh();
        if (!server.isOpen()) {
            server.open(wanted.serving());
        } else if (serving.isPresent() && !serving.get().serving().equals(wanted.serving())) {
            server.use(wanted.serving());
        }
        serving = Optional.of(wanted);
        readiness.check();
        registrationLoop.ask();
    }

    private void reconcileWebhooks() {
        if (leadership.isLeading() && serving.isPresent() && readiness.isReady()) {
            registration.reconcile(new WebhookConfigurations(
                    options.address().target(server::webhookPort),
                    options.enforcement(),
                    options.agentNamespace(),
                    options.systemNamespace(),
                    serving.get().trustBundle()));
        }
    }

    private void leadershipChanged(boolean leading) {
        if (leading) {
            writeLoop.ask();
            registrationLoop.ask();
        }
        continuous.wake();
    }
}
