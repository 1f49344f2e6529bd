package dev.enforce.sigstore.notation;

import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.encoding.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signature envelope as read, before anything in it is believed.
 *
 * @param signed the bytes that the signature is over
 * @param chain signing certificate first, as the envelope orders them
 * @param signingTime of the header that belongs to the scheme
 * @param critical names of the headers that a verifier must understand
 * @param plugin name of a program that the signer wants to verify with; empty for none
 * @param timestamp RFC 3161 countersignature
 */
record Envelope(
        EnvelopeAlgorithm algorithm,
        byte[] signed,
        byte[] signature,
        byte[] payload,
        String contentType,
        List<Certificate> chain,
        SigningScheme scheme,
        Instant signingTime,
        @Nullable Instant expiry,
        Set<String> critical,
        String plugin,
        String signingAgent,
        byte @Nullable [] timestamp) {

    static final int MAX_ENCODED = 1 << 20;
    static final int MAX_CERTIFICATES = 10;
    static final int MAX_CRITICAL = 32;

    private static final Set<String> UNDERSTOOD = Set.of(
            WireNames.SIGNING_SCHEME,
            WireNames.SIGNING_TIME,
            WireNames.AUTHENTIC_SIGNING_TIME,
            WireNames.EXPIRY,
            WireNames.PLUGIN,
            WireNames.PLUGIN_VERSION,
            "alg",
            "cty");

    Envelope {
        chain = List.copyOf(chain);
        critical = Set.copyOf(critical);
    }

    static SigningScheme scheme(String name) {
        for (SigningScheme scheme : SigningScheme.values()) {
            if (scheme.wireName().equals(name)) {
                return scheme;
            }
        }
        throw new MalformedException("unsupported signing scheme " + shown(name));
    }

    static List<Certificate> chain(List<byte[]> encoded) {
        if (encoded.isEmpty()) {
            throw new MalformedException("envelope without a certificate");
        }
        if (encoded.size() > MAX_CERTIFICATES) {
            throw new MalformedException("envelope with more than " + MAX_CERTIFICATES + " certificates");
        }
        return encoded.stream().map(Certificate::ofDer).toList();
    }

    /** A critical header that is not understood here; null when there is none. */
    @Nullable
    String findUnknownCritical() {
        return critical.stream()
                .filter(name -> !UNDERSTOOD.contains(name))
                .sorted()
                .findFirst()
                .map(Envelope::shown)
                .orElse(null);
    }

    /** Headers that the specification wants to be critical and that are not. */
    List<String> notCritical() {
        List<String> missing = new ArrayList<>();
        missing.add(WireNames.SIGNING_SCHEME);
        if (scheme == SigningScheme.SIGNING_AUTHORITY) {
            missing.add(WireNames.AUTHENTIC_SIGNING_TIME);
        }
        if (expiry != null) {
            missing.add(WireNames.EXPIRY);
        }
        missing.removeAll(critical);
        return missing;
    }

    /** At most forty characters that are safe to print. */
    static String shown(String text) {
        String cut = text.length() <= 40 ? text : text.substring(0, 40) + "…";
        StringBuilder out = new StringBuilder();
        cut.chars().forEach(c -> out.append(Character.isISOControl(c) ? '?' : (char) c));
        return out.toString();
    }
}
