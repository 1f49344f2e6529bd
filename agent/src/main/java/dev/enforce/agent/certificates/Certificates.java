package dev.enforce.agent.certificates;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of this replica: adopts what the Secret holds, makes what is missing, renews what is due.
 *
 * <p>{@link #refresh} is called at the start, when the Secret changed, and every few minutes; it is idempotent. What is
 * held in memory outlives a deleted or broken Secret, which is written anew.
 */
public final class Certificates {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final int TRIES = 10;

    private final CertificateStore store;
    private final CertificateAuthority authority;
    private final InstantSource clock;
    private @Nullable CertificateSet held;

    /**
     * Prepares, without a request.
     *
     * @param names DNS names and IP addresses under which the webhooks are called
     */
    public Certificates(
            KubernetesClient client,
            String namespace,
            Collection<String> names,
            InstantSource clock,
            SecureRandom random) {
        this.store = new CertificateStore(client, namespace);
        this.authority = new CertificateAuthority(names, random);
        this.clock = clock;
    }

    /** Name of the Secret. */
    public static String secretName() {
        return CertificateStore.NAME;
    }

    /**
     * Brings memory and Secret into the state that they should have now.
     *
     * @return what is to be served from now on
     * @throws CertificateException with {@link CertificateException.Code#STORAGE} if the Secret cannot be read or
     *     written; what was held goes on being held
     */
    public synchronized CertificateSet refresh() {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<CertificateSet> agreed = attempt();
            if (agreed.isPresent()) {
                held = agreed.get();
                return agreed.get();
            }
        }
        throw new CertificateException(
                CertificateException.Code.STORAGE, "the Secret with the certificates changes too often", null);
    }

    private Optional<CertificateSet> attempt() {
        Optional<CertificateStore.Stored> stored = store.read();
        if (stored.isEmpty()) {
            CertificateSet wanted =
                    held != null ? authority.advance(held, clock.instant()) : authority.create(clock.instant());
            LOG.info("the Secret with the webhooks' certificates is missing: writing it");
            return store.create(wanted) ? Optional.of(wanted) : Optional.empty();
        }
        Optional<CertificateSet> present = decode(stored.get());
        CertificateSet wanted;
        if (present.isPresent()) {
            wanted = authority.advance(present.get(), clock.instant());
            if (wanted.equals(present.get())) {
                return Optional.of(wanted);
            }
            LOG.info("renewing the webhooks' certificates");
        } else {
            wanted = held != null ? authority.advance(held, clock.instant()) : authority.create(clock.instant());
        }
        return store.replace(wanted, stored.get().resourceVersion()) ? Optional.of(wanted) : Optional.empty();
    }

    private static Optional<CertificateSet> decode(CertificateStore.Stored stored) {
        try {
            return Optional.of(CertificateSet.decode(stored.data()));
        } catch (CertificateException malformed) {
            LOG.warn(
                    "the Secret with the webhooks' certificates is broken ({}): writing it anew",
                    malformed.getMessage());
            return Optional.empty();
        }
    }
}
