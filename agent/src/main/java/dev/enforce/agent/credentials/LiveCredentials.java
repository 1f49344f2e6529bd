package dev.enforce.agent.credentials;

import dev.enforce.agent.admission.PodCredentials;
import dev.enforce.agent.watch.ResourceWatch;
import dev.enforce.oci.CompositeKeychain;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.PullSecrets;
import dev.enforce.oci.RegistryException;
import dev.enforce.verification.PullSecretLookup;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds pull secrets by the names that workloads and policies give them.
 *
 * <p>Service accounts are watched, kept to their names. Secrets outside of the system namespace are only ever asked for
 * by name: one that is in use is asked for again after ten seconds, so a changed password is used within twice that
 * time; one that cannot be read since the API server is away is used in its last form for ten minutes; one that does
 * not exist is asked for each time, by at most one request at once.
 */
public final class LiveCredentials implements PodCredentials, PullSecretLookup, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveCredentials.class);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int CAPACITY = 5_000;
    private static final int REQUESTS_AT_ONCE = 16;
    private static final int MAX_SECRETS = 50;
    private static final int MAX_NAME = 253;

    private final KubernetesClient client;
    private final Function<String, Optional<Secret>> systemSecrets;
    private final Keychain agent;
    private final Semaphore requests = new Semaphore(REQUESTS_AT_ONCE);
    private final ResourceWatch<ServiceAccount> serviceAccounts;
    private final RenewingCache<Name, Optional<Keychain>> secrets;

    private record Name(String namespace, String name) {}

    /**
     * Prepares, without a request.
     *
     * @param systemSecrets finds a Secret of the system namespace, from memory
     * @param agent the agent's own credentials, asked last
     * @param onChange called when service accounts changed; must return at once
     */
    public LiveCredentials(
            KubernetesClient client,
            Function<String, Optional<Secret>> systemSecrets,
            Keychain agent,
            Runnable onChange) {
        this.client = client;
        this.systemSecrets = systemSecrets;
        this.agent = agent;
        this.serviceAccounts = new ResourceWatch<>(
                "serviceaccounts", client.serviceAccounts().inAnyNamespace(), LiveCredentials::slim, () -> {});
        Executor threads = task -> Thread.ofVirtual().name("credentials").start(task);
        this.secrets = new RenewingCache<>(
                this::read, Optional::isPresent, threads, System::nanoTime, FRESH, LONGEST, CAPACITY);
    }

    public void start() {
        serviceAccounts.start();
    }

    /** Whether the service accounts are known. */
    public boolean isSynced() {
        return serviceAccounts.isSynced();
    }

    @Override
    public void close() {
        serviceAccounts.close();
    }

    @Override
    public Keychain keychain(String namespace, String serviceAccountName, List<String> imagePullSecrets) {
        List<Keychain> found = new ArrayList<>();
        for (String name : bounded(imagePullSecrets)) {
            find(namespace, name).ifPresent(found::add);
        }
        for (String name : pullSecretsOf(namespace, serviceAccountName.isEmpty() ? "default" : serviceAccountName)) {
            find(namespace, name).ifPresent(found::add);
        }
        if (found.isEmpty()) {
            return agent;
        }
        found.add(agent);
        return new CompositeKeychain(found);
    }

    /** In the workload's namespace, then in the system namespace; the agent's own credentials are not asked. */
    @Override
    public Keychain keychain(String namespace, List<String> names) {
        List<Keychain> found = new ArrayList<>();
        for (String name : bounded(names)) {
            Optional<Keychain> here = find(namespace, name);
            (here.isPresent() ? here : systemSecrets.apply(name).flatMap(LiveCredentials::parse)).ifPresent(found::add);
        }
        return new CompositeKeychain(found);
    }

    private List<String> pullSecretsOf(String namespace, String account) {
        List<LocalObjectReference> references = serviceAccounts
                .find(namespace, account)
                .map(ServiceAccount::getImagePullSecrets)
                .orElse(List.of());
        return bounded(references.stream()
                .map(LocalObjectReference::getName)
                .filter(Objects::nonNull)
                .toList());
    }

    private static ServiceAccount slim(ServiceAccount account) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(account.getMetadata().getNamespace())
                .withName(account.getMetadata().getName())
                .withResourceVersion(account.getMetadata().getResourceVersion())
                .endMetadata()
                .withImagePullSecrets(account.getImagePullSecrets())
                .build();
    }

    private Optional<Keychain> find(String namespace, String name) {
        if (!isName(namespace) || !isName(name)) {
            return Optional.empty();
        }
        try {
            return secrets.get(new Name(namespace, name));
        } catch (KubernetesClientException failure) {
            LOG.warn("pull secret {}/{} cannot be read and is left out: {}", namespace, name, failure.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Keychain> read(Name name) {
        Secret secret = request(() -> client.secrets()
                .inNamespace(name.namespace())
                .withName(name.name())
                .get());
        return Optional.ofNullable(secret).flatMap(LiveCredentials::parse);
    }

    private <T> T request(Supplier<T> call) {
        requests.acquireUninterruptibly();
        try {
            return call.get();
        } finally {
            requests.release();
        }
    }

    /** Nothing for a Secret of another type or with content that cannot be read, as the kubelet does. */
    private static Optional<Keychain> parse(Secret secret) {
        String name =
                secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
        String type = Objects.requireNonNullElse(secret.getType(), "");
        if (!PullSecrets.isPullSecret(type)) {
            return Optional.empty();
        }
        Map<String, byte[]> data = new LinkedHashMap<>();
        try {
            if (secret.getData() != null) {
                secret.getData()
                        .forEach((key, value) ->
                                data.put(key, Base64.getDecoder().decode(value)));
            }
            return Optional.of(PullSecrets.keychain(name, type, data));
        } catch (RegistryException | IllegalArgumentException broken) {
            LOG.warn("pull secret {} cannot be used and is left out", name);
            return Optional.empty();
        }
    }

    private static List<String> bounded(List<String> names) {
        return names.size() > MAX_SECRETS ? names.subList(0, MAX_SECRETS) : names;
    }

    /** What the API server would take as a name; anything else would change the path of the request. */
    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NAME
                && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.')
                && !text.contains("..")
                && !text.startsWith(".");
    }
}
