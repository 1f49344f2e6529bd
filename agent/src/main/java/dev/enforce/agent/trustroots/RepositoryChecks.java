package dev.enforce.agent.trustroots;

import dev.enforce.policy.PolicyDiagnostic;
import dev.enforce.policy.TrustRootResource;
import dev.enforce.sigstore.tuf.ArchiveRepository;
import dev.enforce.sigstore.tuf.TufClient;
import dev.enforce.sigstore.tuf.TufException;
import java.util.List;
import java.util.Optional;

/**
 * What can be found out about a TrustRoot's repository when the object is admitted, without a network: whether its root
 * is one that its own keys signed, and whether an archive can be unpacked. Age is no reason to refuse an object.
 */
public final class RepositoryChecks {

    private RepositoryChecks() {}

    /** Errors, in the words of the admission webhook; empty if there are none, or the keys stand in the object. */
    public static List<PolicyDiagnostic> problems(TrustRootResource.Spec spec) {
        String path = spec.remote() != null ? "spec.remote.root" : "spec.repository.root";
        try {
            Optional<TufSource> source = TufSource.of(spec);
            if (source.isEmpty()) {
                return List.of();
            }
            TufClient.checkRoot(source.get().root());
            if (source.get() instanceof TufSource.Carried carried) {
                path = "spec.repository.mirrorFS";
                var unused = ArchiveRepository.of(carried.archive());
            }
            return List.of();
        } catch (TufException | IllegalArgumentException e) {
            return List.of(PolicyDiagnostic.error(
                    "invalid value: failed to construct a TUF client", path, String.valueOf(e.getMessage())));
        }
    }
}
