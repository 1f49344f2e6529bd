package dev.enforce.agent.leadership;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes, keeps and gives back the Lease.
 *
 * <p>Whether the holder is silent is measured by the monotonic clock of this process, from the last change seen; no
 * replica believes another one's clock, and a jump of the wall clock changes nothing. A leader that cannot renew steps
 * down before anybody else may take over.
 */
public final class Leadership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private final KubernetesClient client;
    private final LeaseOptions options;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Consumer<Boolean> listener;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    private volatile boolean leading;
    private long renewedAt;
    private long seenAt;
    private @Nullable String seenVersion;

    /** @param listener told {@code true} when this replica begins to lead and {@code false} when it ends; must not block */
    public Leadership(KubernetesClient client, LeaseOptions options, InstantSource clock, Consumer<Boolean> listener) {
        this(client, options, clock, System::nanoTime, listener);
    }

    Leadership(
            KubernetesClient client,
            LeaseOptions options,
            InstantSource clock,
            LongSupplier nanoTime,
            Consumer<Boolean> listener) {
        this.client = client;
        this.options = options;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("leadership").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Whether this replica leads now. */
    public boolean isLeading() {
        return leading;
    }

    /** Stops, and gives the Lease back so that another replica can take it at once. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            if (thread.isAlive()) {
                thread.join(options.duration());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (leading) {
            become(false);
            release();
        }
    }

    /** Stops without giving the Lease back, as a process does that is killed. */
    public void abandon() {
        stopped.countDown();
        leading = false;
    }

    private void run() {
        try {
            do {
                step();
            } while (!stopped.await(options.retry().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at the Lease. */
    void step() {
        boolean held = false;
        try {
            held = acquireOrRenew();
        } catch (RuntimeException failure) {
            LOG.info("cannot reach the Lease {}: {}", options.name(), failure.getMessage());
        }
        long now = nanoTime.getAsLong();
        if (held) {
            renewedAt = now;
            become(true);
        } else if (leading
                && now - renewedAt > options.duration().minus(options.retry()).toNanos()) {
            become(false);
        }
    }

    private boolean acquireOrRenew() {
        Lease lease = client.leases()
                .inNamespace(options.namespace())
                .withName(options.name())
                .get();
        if (lease == null) {
            return write(() -> client.resource(newLease()).create());
        }
        String version = lease.getMetadata().getResourceVersion();
        LeaseSpec spec = lease.getSpec() == null ? new LeaseSpec() : lease.getSpec();
        String holder = spec.getHolderIdentity();
        boolean mine = options.identity().equals(holder);
        if (!Objects.equals(version, seenVersion)) {
            seenVersion = version;
            seenAt = nanoTime.getAsLong();
        }
        if (!mine && leading) {
            become(false);
        }
        if (!mine && holder != null && !holder.isEmpty() && !isSilent(spec)) {
            return false;
        }
        return write(() -> client.resource(taken(lease, spec, mine)).update());
    }

    private boolean isSilent(LeaseSpec spec) {
        Integer seconds = spec.getLeaseDurationSeconds();
        long limit =
                seconds == null ? options.duration().toNanos() : TimeUnit.SECONDS.toNanos(Math.clamp(seconds, 1, 60));
        return nanoTime.getAsLong() - seenAt > limit;
    }

    private static boolean write(Runnable call) {
        try {
            call.run();
            return true;
        } catch (KubernetesClientException failure) {
            if (failure.getCode() == 409) {
                return false;
            }
            throw failure;
        }
    }

    private Lease newLease() {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(options.name())
                .withNamespace(options.namespace())
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(options.identity())
                .withLeaseDurationSeconds((int) options.duration().toSeconds())
                .withAcquireTime(now())
                .withRenewTime(now())
                .withLeaseTransitions(0)
                .endSpec()
                .build();
    }

    private Lease taken(Lease lease, LeaseSpec spec, boolean mine) {
        int transitions = spec.getLeaseTransitions() == null ? 0 : spec.getLeaseTransitions();
        return new LeaseBuilder(lease)
                .editOrNewSpec()
                .withHolderIdentity(options.identity())
                .withLeaseDurationSeconds((int) options.duration().toSeconds())
                .withAcquireTime(mine ? spec.getAcquireTime() : now())
                .withRenewTime(now())
                .withLeaseTransitions(mine ? transitions : transitions + 1)
                .endSpec()
                .build();
    }

    private void release() {
        try {
            Lease lease = client.leases()
                    .inNamespace(options.namespace())
                    .withName(options.name())
                    .get();
            if (lease != null
                    && lease.getSpec() != null
                    && options.identity().equals(lease.getSpec().getHolderIdentity())) {
                lease.getSpec().setHolderIdentity("");
                lease.getSpec().setLeaseDurationSeconds(1);
                client.resource(lease).update();
            }
        } catch (RuntimeException failure) {
            LOG.info("the Lease {} was not given back: {}", options.name(), failure.getMessage());
        }
    }

    private ZonedDateTime now() {
        return clock.instant().atZone(ZoneOffset.UTC);
    }

    private void become(boolean leader) {
        if (leading != leader) {
            leading = leader;
            LOG.info(leader ? "this replica leads" : "this replica no longer leads");
            listener.accept(leader);
        }
    }
}
