package dev.enforce.verification;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.NotationAuthority;
import dev.enforce.policy.SignatureFormat;
import dev.enforce.policy.SignatureSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the evidence lies that the policies of a selection ask for: each place once, however many authorities look
 * there, wanting what any of them wants.
 */
final class SignaturePlaces {

    /** A place with the credentials to read it. */
    record Access(EvidencePlace place, Keychain keychain) {}

    private final PinnedReference image;
    private final String namespace;
    private final Keychain keychain;
    private final PullSecretLookup pullSecrets;
    private final List<Access> places = new ArrayList<>();
    private final Map<CompiledAuthority, List<Integer>> byAuthority = new IdentityHashMap<>();

    SignaturePlaces(PinnedReference image, String namespace, Keychain keychain, PullSecretLookup pullSecrets) {
        this.image = image;
        this.namespace = namespace;
        this.keychain = keychain;
        this.pullSecrets = pullSecrets;
    }

    SignaturePlaces of(Selection selection) {
        for (CompiledPolicy policy : selection.policies()) {
            for (CompiledAuthority authority : policy.authorities()) {
                if (authority.needsEvidence()) {
                    add(authority);
                }
            }
        }
        return this;
    }

    List<Access> all() {
        return places;
    }

    /** Positions in {@link #all} of the places where this authority's evidence lies. */
    List<Integer> of(CompiledAuthority authority) {
        return byAuthority.getOrDefault(authority, List.of());
    }

    private void add(CompiledAuthority authority) {
        boolean tags = authority.options().signatureFormat() != SignatureFormat.BUNDLE
                && !(authority instanceof NotationAuthority);
        boolean attestations = !authority.options().attestations().isEmpty();
        List<Integer> positions = new ArrayList<>(1);
        if (authority.options().sources().isEmpty()) {
            positions.add(position(
                    new EvidencePlace(
                            Repository.of(image),
                            "",
                            image.digest(),
                            tags && !attestations,
                            tags && attestations,
                            true),
                    keychain));
        }
        for (SignatureSource source : authority.options().sources()) {
            EvidencePlace place = new EvidencePlace(
                    repository(source),
                    source.tagPrefix() == null ? "" : source.tagPrefix(),
                    image.digest(),
                    tags && !attestations,
                    tags && attestations,
                    true);
            Keychain access =
                    source.pullSecrets().isEmpty() ? keychain : pullSecrets.keychain(namespace, source.pullSecrets());
            positions.add(position(place, access));
        }
        byAuthority.put(authority, positions);
    }

    private int position(EvidencePlace place, Keychain access) {
        for (int i = 0; i < places.size(); i++) {
            Access known = places.get(i);
            if (known.place().wantingAll().equals(place.wantingAll())
                    && known.keychain().cacheKey().equals(access.cacheKey())) {
                places.set(i, new Access(known.place().and(place), known.keychain()));
                return i;
            }
        }
        places.add(new Access(place, access));
        return places.size() - 1;
    }

    /** A source that names a registry only means the image's path in that registry. */
    private Repository repository(SignatureSource source) {
        String oci = source.oci();
        if (oci == null) {
            return Repository.of(image);
        }
        boolean isRegistry = oci.indexOf('/') < 0 && (oci.indexOf('.') >= 0 || oci.indexOf(':') >= 0);
        return isRegistry ? new Repository(oci, image.repository()) : Repository.parse(oci);
    }
}
