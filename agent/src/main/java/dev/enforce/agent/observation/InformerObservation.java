package dev.enforce.agent.observation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches Pods and their owners in all namespaces, with informers that keep only what is read.
 *
 * <p>Needs {@code get}, {@code list} and {@code watch} on pods, replicasets, deployments, statefulsets, daemonsets,
 * jobs and cronjobs. A watch that breaks is taken up again, with a new list where the API server demands it; what was
 * known stays readable in between.
 */
public final class InformerObservation implements Observation, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InformerObservation.class);
    private static final long PAGE = 500;

    private final ObjectReader reader = new ObjectReader();
    private final AtomicLong revision = new AtomicLong();
    private final Runnable onChange;
    private final SlimStore<Pod, ObservedPod> pods;
    private final Map<String, ObservedWorkload> owners = new ConcurrentHashMap<>();
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    /**
     * @param onChange called, on an informer's thread, after every change; must return at once
     */
    public InformerObservation(KubernetesClient client, Runnable onChange) {
        this.onChange = onChange;
        this.pods = new SlimStore<>(reader::pod, Pod::new, (before, after) -> changed());
        watch(client.pods().inAnyNamespace(), pods);
        watch(client.apps().replicaSets().inAnyNamespace(), owners(ObservedWorkload.Type.REPLICA_SET, ReplicaSet::new));
        watch(client.apps().deployments().inAnyNamespace(), owners(ObservedWorkload.Type.DEPLOYMENT, Deployment::new));
        watch(
                client.apps().statefulSets().inAnyNamespace(),
                owners(ObservedWorkload.Type.STATEFUL_SET, StatefulSet::new));
        watch(client.apps().daemonSets().inAnyNamespace(), owners(ObservedWorkload.Type.DAEMON_SET, DaemonSet::new));
        watch(client.batch().v1().jobs().inAnyNamespace(), owners(ObservedWorkload.Type.JOB, Job::new));
        watch(client.batch().v1().cronjobs().inAnyNamespace(), owners(ObservedWorkload.Type.CRON_JOB, CronJob::new));
    }

    /** Starts to list and watch; returns at once. A cluster that does not answer is tried again and again. */
    public void start() {
        for (SharedIndexInformer<?> informer : informers) {
            informer.start().whenComplete((ignored, problem) -> {
                if (problem != null) {
                    LOG.warn("watching {} failed", informer.getApiTypeClass().getSimpleName(), problem);
                }
            });
        }
    }

    @Override
    public boolean isComplete() {
        for (SharedIndexInformer<?> informer : informers) {
            if (!informer.hasSynced()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long revision() {
        return revision.get();
    }

    @Override
    public Collection<ObservedPod> pods() {
        return pods.kept().toList();
    }

    @Override
    public Optional<ObservedWorkload> findOwner(String uid) {
        return Optional.ofNullable(owners.get(uid));
    }

    @Override
    public void close() {
        for (SharedIndexInformer<?> informer : informers) {
            informer.stop();
        }
    }

    private <T extends HasMetadata> SlimStore<T, ObservedWorkload> owners(
            ObservedWorkload.Type type, Supplier<T> shell) {
        return new SlimStore<>(object -> Optional.of(reader.workload(type, object)), shell, this::ownerChanged);
    }

    private <T extends HasMetadata> void watch(Informable<T> operation, SlimStore<T, ?> store) {
        SharedIndexInformer<T> informer = operation
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(store)
                .removeNamespaceIndex()
                .exceptionHandler((started, problem) -> {
                    LOG.warn("the watch broke and is taken up again: {}", problem.toString());
                    return true;
                });
        informers.add(informer);
    }

    private void ownerChanged(@Nullable ObservedWorkload before, @Nullable ObservedWorkload after) {
        if (after != null) {
            owners.put(after.uid(), after);
        }
        if (before != null && (after == null || !after.uid().equals(before.uid()))) {
            owners.remove(before.uid());
        }
        changed();
    }

    private void changed() {
        revision.incrementAndGet();
        onChange.run();
    }
}
