package dev.enforce.agent.policies;

import dev.enforce.agent.WireNames;
import dev.enforce.agent.keys.ManagedKeys;
import dev.enforce.agent.trustroots.TufTrustRoots;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.PolicySettings;
import dev.enforce.verification.PolicySet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Publishes the policies in force. A change is seen by every review that begins after {@link #refresh} returned; reviews
 * that have begun go on with the policies that they began with.
 */
public final class PolicyStore {

    private final PolicySources sources;
    private final Supplier<PolicySettings> settings;
    private final ManagedKeys keys;
    private final RemoteTexts remotes;
    private final PolicyCompilation policies = new PolicyCompilation();
    private final TrustRootCompilation trustRoots;
    private final TufTrustRoots repositories;
    private final TrustedRootReading trustedRoots = new TrustedRootReading();
    private final List<Consumer<PolicySnapshot>> listeners = new CopyOnWriteArrayList<>();
    private volatile PolicySnapshot current = PolicySnapshot.EMPTY;
    private volatile boolean complete;
    private String publicGoodInUse = "";

    /**
     * @param repositories of the trust roots that lie in one; whoever owns them calls {@link #refresh} when one changed
     * @param keys of key-management services; whoever owns them calls {@link #refresh} when one changed
     * @param remotes texts of policies on web servers
     */
    public PolicyStore(
            PolicySources sources,
            Supplier<PolicySettings> settings,
            TufTrustRoots repositories,
            ManagedKeys keys,
            RemoteTexts remotes) {
        this.keys = keys;
        this.sources = sources;
        this.settings = settings;
        this.repositories = repositories;
        this.remotes = remotes;
        this.trustRoots = new TrustRootCompilation(repositories);
    }

    /** What is in force now. */
    public PolicySnapshot current() {
        return current;
    }

    /** What stands in the way of judging by all policies; empty when nothing does. */
    public Optional<String> obstacle() {
        if (complete) {
            return Optional.empty();
        }
        return Optional.of(sources.missing()
                .map(what -> what + " not listed yet (is it installed, may the agent list it?)")
                .orElse("policies not compiled yet"));
    }

    /** Adds somebody who is told after every change; must return at once. */
    public void onChange(Consumer<PolicySnapshot> listener) {
        listeners.add(listener);
    }

    /** Compiles what changed and publishes it; does nothing until all watches have their first list. */
    public synchronized void refresh() {
        if (sources.missing().isPresent()) {
            return;
        }
        List<PolicyState> states = policies.update(
                sources.policies(),
                new PolicyReferences(sources.secretEntries(), sources.configMapEntries(), keys, remotes),
                settings.get(),
                sources.configMapData(WireNames.IMAGE_POLICIES_CONFIG));
        List<TrustRootState> roots =
                trustRoots.update(sources.trustRoots(), sources.configMapData(WireNames.TRUST_ROOTS_CONFIG));
        List<CompiledPolicy> inForce = states.stream()
                .map(PolicyState::inForce)
                .filter(Objects::nonNull)
                .toList();
        PolicySnapshot before = current;
        String publicGood = repositories.publicGood().orElse("");
        if (!complete
                || !publicGood.equals(publicGoodInUse)
                || !before.policies().equals(states)
                || !before.trustRoots().equals(roots)) {
            PolicySet set = PolicySet.of(inForce, trustedRoots.read(inForce, roots, publicGood));
            PolicySnapshot after = new PolicySnapshot(set, states, roots);
            current = after;
            publicGoodInUse = publicGood;
            complete = true;
            listeners.forEach(listener -> listener.accept(after));
        }
    }
}
