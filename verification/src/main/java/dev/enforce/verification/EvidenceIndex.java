package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.oci.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which evidence of an image a place held when it was last asked; equal indexes mean equal evidence. */
record EvidenceIndex(EvidencePlace place, TagReading signatures, TagReading attestations, ReferrersReading bundles) {

    /** Whether the registry said all that this place wants. */
    boolean isComplete(EvidencePlace wanted) {
        return !(wanted.signatures() && signatures instanceof TagReading.Unread)
                && !(wanted.attestations() && attestations instanceof TagReading.Unread)
                && !(wanted.bundles() && bundles instanceof ReferrersReading.Unread);
    }

    /** This index, with what an earlier one had found in place of what an unreachable registry did not say now. */
    EvidenceIndex orWhatWasVerified(EvidenceIndex before) {
        return new EvidenceIndex(
                place,
                orPresent(signatures, before.signatures),
                orPresent(attestations, before.attestations),
                bundles instanceof ReferrersReading.Unread(RegistryException problem)
                                && problem.isTransient()
                                && before.bundles instanceof ReferrersReading.Listed(var manifests)
                                && !manifests.isEmpty()
                        ? before.bundles
                        : bundles);
    }

    private static TagReading orPresent(TagReading now, TagReading before) {
        return now instanceof TagReading.Unread(RegistryException problem)
                        && problem.isTransient()
                        && before instanceof TagReading.Present
                ? before
                : now;
    }

    /** A digest over all that was found. */
    Digest fingerprint() {
        StringBuilder text = new StringBuilder();
        text.append(place.repository()).append('\n');
        text.append(place.tagPrefix()).append('\n');
        text.append(place.image()).append('\n');
        append(text, signatures);
        append(text, attestations);
        switch (bundles) {
            case ReferrersReading.Listed(List<ReferrersReading.Referrer> manifests) ->
                manifests.forEach(manifest -> text.append(manifest.digest()).append('\n'));
            case ReferrersReading.NotWanted _ -> text.append("-\n");
            case ReferrersReading.Unread _ -> text.append("unread\n");
        }
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void append(StringBuilder text, TagReading reading) {
        switch (reading) {
            case TagReading.NotWanted _ -> text.append("-\n");
            case TagReading.Absent _ -> text.append("absent\n");
            case TagReading.Present present -> text.append(present.manifest()).append('\n');
            case TagReading.Unread _ -> text.append("unread\n");
        }
    }
}
