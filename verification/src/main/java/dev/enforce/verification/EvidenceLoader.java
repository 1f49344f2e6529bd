package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Manifest;
import dev.enforce.oci.ManifestDocument;
import dev.enforce.oci.RegistryClient;
import dev.enforce.oci.RegistryException;
import dev.enforce.oci.Repository;
import dev.enforce.sigstore.notation.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Fetches what an index points at: the second wave of requests, bounded in number and size.
 *
 * <p>The layers of tags cost one request each at the same time; a bundle costs its manifest and its blob, one after
 * the other. Nothing is fetched that the cache has, nor a payload that cosign writes always alike.
 */
final class EvidenceLoader {

    private static final String BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle";
    private static final String PAYLOAD_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String ENVELOPE_TYPE = "application/vnd.dsse.envelope.v1+json";

    private final RegistryClient registry;
    private final EvidenceCache blobs;
    private final VerificationSettings settings;
    private final Parallel parallel = new Parallel(8);

    EvidenceLoader(RegistryClient registry, EvidenceCache blobs, VerificationSettings settings) {
        this.registry = registry;
        this.blobs = blobs;
        this.settings = settings;
    }

    /** What one task found, in whatever kind. */
    private record Found(
            List<Evidence.Layer> signatures,
            List<Evidence.Layer> attestations,
            List<Evidence.Bundle> bundles,
            List<Evidence.Envelope> envelopes,
            List<RegistryException> problems) {

        static Found nothing() {
            return new Found(
                    new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        static Found problem(RegistryException problem) {
            Found found = nothing();
            found.problems.add(problem);
            return found;
        }
    }

    Evidence load(EvidenceIndex index, Keychain keychain, Deadline deadline) {
        Work work = new Work(index.place(), registry.withDeadline(deadline), keychain);
        List<Supplier<Found>> tasks = List.of(
                () -> work.tag(index.signatures()),
                () -> work.tag(index.attestations()),
                () -> work.referrers(index.bundles()));
        List<Found> found = parallel.all(tasks);
        Found signatures = found.get(0);
        Found attestations = found.get(1);
        Found referrers = found.get(2);
        return new Evidence(
                index.place(),
                joined(signatures.signatures(), referrers.signatures()),
                joined(attestations.attestations(), referrers.attestations()),
                referrers.bundles(),
                referrers.envelopes(),
                signatures.problems(),
                attestations.problems(),
                referrers.problems());
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** Fetching for one place. */
    private final class Work {
        private final EvidencePlace place;
        private final RegistryClient client;
        private final Keychain keychain;

        Work(EvidencePlace place, RegistryClient client, Keychain keychain) {
            this.place = place;
            this.client = client;
            this.keychain = keychain;
        }

        Found tag(TagReading reading) {
            return switch (reading) {
                case TagReading.NotWanted _, TagReading.Absent _ -> Found.nothing();
                case TagReading.Unread(RegistryException problem) -> Found.problem(problem);
                case TagReading.Present(Digest manifest, String mediaType) -> manifest(manifest, mediaType);
            };
        }

        Found referrers(ReferrersReading reading) {
            return switch (reading) {
                case ReferrersReading.NotWanted _ -> Found.nothing();
                case ReferrersReading.Unread(RegistryException problem) -> Found.problem(problem);
                case ReferrersReading.Listed(List<ReferrersReading.Referrer> all) -> listed(all);
            };
        }

        private Found listed(List<ReferrersReading.Referrer> all) {
            List<ReferrersReading.Referrer> looked = all.subList(0, Math.min(all.size(), settings.maxArtifacts()));
            List<Supplier<Found>> tasks = new ArrayList<>(looked.size());
            for (ReferrersReading.Referrer referrer : looked) {
                tasks.add(() -> manifest(referrer.digest(), referrer.mediaType()));
            }
            Found sum = merge(parallel.all(tasks));
            if (all.size() > looked.size()) {
                sum.problems().add(tooMany(all.size()));
            }
            return sum;
        }

        private Found manifest(Digest digest, String mediaType) {
            try {
                return switch (parsed(digest, mediaType)) {
                    case Manifest.ImageIndex _ -> Found.nothing();
                    case Manifest.ImageManifest image -> layers(digest, image.layers());
                };
            } catch (RegistryException problem) {
                return Found.problem(problem);
            }
        }

        private Manifest parsed(Digest digest, String mediaType) {
            Optional<byte[]> known = blobs.find(digest);
            if (known.isPresent()) {
                return Manifest.parse(place.repository() + "@" + digest, mediaType, known.get());
            }
            ManifestDocument document = client.manifest(place.repository(), digest.toString(), keychain);
            if (!document.digest().equals(digest)) {
                throw new RegistryException(
                        RegistryException.Code.DIGEST_MISMATCH,
                        place.repository() + "@" + digest,
                        "registry " + place.repository().registry() + " returned " + document.digest()
                                + " when asked for " + digest);
            }
            blobs.put(digest, document.bytes());
            return document.parse();
        }

        private Found layers(Digest manifest, List<Descriptor> layers) {
            List<Descriptor> looked = layers.subList(0, Math.min(layers.size(), settings.maxArtifacts()));
            List<Supplier<Found>> tasks = new ArrayList<>(looked.size());
            for (Descriptor layer : looked) {
                tasks.add(() -> layer(manifest, layer));
            }
            Found sum = merge(parallel.all(tasks));
            if (layers.size() > looked.size()) {
                sum.problems().add(tooMany(layers.size()));
            }
            return sum;
        }

        private Found layer(Digest manifest, Descriptor layer) {
            Found found = Found.nothing();
            try {
                if (layer.mediaType().equals(PAYLOAD_TYPE)) {
                    byte[] payload = content(layer, settings.maxSignatureBytes());
                    found.signatures().add(new Evidence.Layer(manifest, layer, payload));
                } else if (layer.mediaType().equals(ENVELOPE_TYPE)) {
                    byte[] envelope = content(layer, settings.maxAttestationBytes());
                    found.attestations().add(new Evidence.Layer(manifest, layer, envelope));
                } else if (layer.mediaType().startsWith(BUNDLE_TYPE)) {
                    byte[] bundle = content(layer, settings.maxAttestationBytes());
                    found.bundles().add(new Evidence.Bundle(manifest, layer.digest(), bundle));
                } else if (layer.mediaType().equals(WireNames.JWS)
                        || layer.mediaType().equals(WireNames.COSE)) {
                    byte[] envelope = content(layer, settings.maxSignatureBytes());
                    found.envelopes().add(new Evidence.Envelope(manifest, layer.digest(), layer.mediaType(), envelope));
                }
            } catch (RegistryException problem) {
                found.problems().add(problem);
            }
            return found;
        }

        private byte[] content(Descriptor layer, long limit) {
            Optional<byte[]> known = blobs.find(layer.digest()).or(() -> usualPayload(place, layer));
            if (known.isPresent()) {
                return known.get();
            }
            byte[] content = client.blob(place.repository(), layer, limit, keychain);
            if (!layer.digest().matches(content)) {
                throw new RegistryException(
                        RegistryException.Code.DIGEST_MISMATCH,
                        place.repository() + "@" + layer.digest(),
                        "a blob of " + place.repository() + " is not what its digest " + layer.digest() + " says");
            }
            blobs.put(layer.digest(), content);
            return content;
        }

        private RegistryException tooMany(int count) {
            return new RegistryException(
                    RegistryException.Code.TOO_LARGE,
                    place.repository() + "@" + place.image(),
                    count + " pieces of evidence for " + place.repository() + "@" + place.image() + ", at most "
                            + settings.maxArtifacts() + " are looked at");
        }
    }

    /** The payload that cosign signs when nothing was added to it, if this is the layer's digest. */
    private static Optional<byte[]> usualPayload(EvidencePlace place, Descriptor layer) {
        Repository repository = place.repository();
        byte[] payload = ("{\"critical\":{\"identity\":{\"docker-reference\":\"" + repository
                        + "\"},\"image\":{\"docker-manifest-digest\":\"" + place.image()
                        + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}")
                .getBytes(StandardCharsets.UTF_8);
        return payload.length == layer.size() && layer.digest().matches(payload)
                ? Optional.of(payload)
                : Optional.empty();
    }

    private static Found merge(List<Found> parts) {
        Found sum = Found.nothing();
        for (Found part : parts) {
            sum.signatures().addAll(part.signatures());
            sum.attestations().addAll(part.attestations());
            sum.bundles().addAll(part.bundles());
            sum.envelopes().addAll(part.envelopes());
            sum.problems().addAll(part.problems());
        }
        return sum;
    }
}
