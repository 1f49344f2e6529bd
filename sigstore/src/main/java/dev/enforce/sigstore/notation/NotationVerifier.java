package dev.enforce.sigstore.notation;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.JsonObject;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.outcome.Failure;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.RefusedException;
import dev.enforce.sigstore.outcome.TrustedTime;
import dev.enforce.sigstore.timestamp.TimestampVerifier;
import dev.enforce.sigstore.trust.TrustRoot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies Notary Project signatures by the specification's trust policy: integrity first, which always refuses, then
 * authenticity, time and expiry, of which the trust level says whether they refuse. Revocation is not looked up, since
 * nothing is fetched here. Whatever a signer wrote ends in a result, never in an exception. Safe for many threads.
 */
public final class NotationVerifier {

    private static final int MAX_ANNOTATIONS = 256;

    private final InstantSource clock;

    public NotationVerifier(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Verifies an envelope.
     *
     * @param mediaType of the layer that the envelope came in: {@link WireNames#JWS} or {@link WireNames#COSE}
     */
    public NotationResult verify(byte[] envelope, String mediaType, Digest image, NotationTrust trust) {
        try {
            Envelope parsed = parse(envelope, mediaType);
            Map<String, String> annotations = requireIntegrity(parsed, image);
            return new Checks(parsed, trust, clock.instant()).judge(annotations);
        } catch (RefusedException e) {
            return new NotationResult.Rejected(List.of(e.failure()));
        } catch (MalformedException e) {
            return new NotationResult.Rejected(List.of(new Failure(FailureCode.MALFORMED, e.getMessage())));
        }
    }

    private static Envelope parse(byte[] envelope, String mediaType) {
        return switch (mediaType) {
            case WireNames.JWS -> JwsEnvelope.parse(envelope);
            case WireNames.COSE -> CoseEnvelope.parse(envelope);
            default ->
                throw new RefusedException(
                        FailureCode.UNSUPPORTED, "unsupported signature envelope " + Envelope.shown(mediaType));
        };
    }

    /** Gives the signed annotations of an envelope that is whole and about this image. */
    private static Map<String, String> requireIntegrity(Envelope envelope, Digest image) {
        String unknown = envelope.findUnknownCritical();
        if (unknown != null) {
            throw new RefusedException(FailureCode.UNSUPPORTED, "unsupported critical header " + unknown);
        }
        if (!envelope.plugin().isEmpty()) {
            throw new RefusedException(
                    FailureCode.UNSUPPORTED,
                    "the signature wants to be verified by plugin " + Envelope.shown(envelope.plugin()));
        }
        if (!envelope.notCritical().isEmpty()) {
            throw new MalformedException("header " + envelope.notCritical().getFirst() + " is not marked as critical");
        }
        if (!envelope.contentType().equals(WireNames.PAYLOAD)) {
            throw new RefusedException(
                    FailureCode.PAYLOAD_TYPE_UNEXPECTED,
                    "payload of type " + Envelope.shown(envelope.contentType()) + ", not " + WireNames.PAYLOAD);
        }
        Certificate leaf = envelope.chain().getFirst();
        if (!envelope.algorithm().isOf(leaf.key())) {
            throw new RefusedException(
                    FailureCode.SIGNATURE_INVALID,
                    "algorithm " + envelope.algorithm() + " does not belong to the key of the signing certificate");
        }
        if (!envelope.algorithm().verify(leaf.key(), envelope.signed(), envelope.signature())) {
            throw new RefusedException(FailureCode.SIGNATURE_INVALID, "the signature is not of the certificate's key");
        }
        ChainRules.require(envelope.chain());
        Instant expiry = envelope.expiry();
        if (expiry != null && !expiry.isAfter(envelope.signingTime())) {
            throw new MalformedException("the signature expires before it was made");
        }
        return requireAbout(envelope.payload(), image);
    }

    private static Map<String, String> requireAbout(byte[] payload, Digest image) {
        JsonObject target = Json.parseObject(payload, Envelope.MAX_ENCODED).object("targetArtifact");
        String digest = target.text("digest");
        if (!digest.equals(image.toString())) {
            throw new RefusedException(
                    FailureCode.SUBJECT_MISMATCH, "the signature is about " + shownDigest(digest) + ", not " + image);
        }
        JsonObject annotations = target.findObject("annotations");
        Map<String, String> read = new HashMap<>();
        if (annotations != null) {
            if (annotations.node().size() > MAX_ANNOTATIONS) {
                throw new MalformedException("more than " + MAX_ANNOTATIONS + " annotations");
            }
            annotations.node().fieldNames().forEachRemaining(name -> read.put(name, annotations.text(name, "")));
        }
        return read;
    }

    private static String shownDigest(String digest) {
        return digest.length() <= 80 && digest.chars().allMatch(c -> c > 0x20 && c < 0x7f) ? digest : "something else";
    }

    /** The checks after integrity. */
    private static final class Checks {
        private final Envelope envelope;
        private final NotationTrust trust;
        private final Instant now;
        private final List<Failure> refused = new ArrayList<>();
        private final List<Failure> tolerated = new ArrayList<>();
        private final DistinguishedName subject;
        private @Nullable TrustedTime timestamp;
        private @Nullable Instant validUntil;

        Checks(Envelope envelope, NotationTrust trust, Instant now) {
            this.envelope = envelope;
            this.trust = trust;
            this.now = now;
            this.subject = DistinguishedName.ofDer(envelope.chain().getFirst().subjectName());
        }

        NotationResult judge(Map<String, String> annotations) {
            authenticity();
            time();
            expiry();
            return refused.isEmpty()
                    ? new NotationResult.Verified(facts(annotations))
                    : new NotationResult.Rejected(refused);
        }

        private void authenticity() {
            if (envelope.chain().stream().noneMatch(trust.certificates()::contains)) {
                fail(
                        trust.level().refusesStrangers(),
                        FailureCode.CERTIFICATE_UNTRUSTED,
                        "no certificate of the signature's chain is trusted, signed by " + subject);
                return;
            }
            if (trust.identities().stream().noneMatch(identity -> identity.matches(subject))) {
                fail(
                        trust.level().refusesStrangers(),
                        FailureCode.IDENTITY_MISMATCH,
                        "the signer is none of the trusted identities, got " + subject);
            }
        }

        private void time() {
            Instant at = now;
            switch (envelope.scheme()) {
                case SIGNING_AUTHORITY -> at = envelope.signingTime();
                case X509 -> {
                    TrustRoot root = trust.timestampRoot();
                    if (root != null) {
                        timestamp = timestamp(root);
                        if (timestamp == null) {
                            return;
                        }
                        at = timestamp.time();
                    } else if (trust.level().refusesByTime()) {
                        until(ChainRules.end(envelope.chain()));
                    }
                }
            }
            if (at.isAfter(now)) {
                fail(
                        trust.level().refusesByTime(),
                        FailureCode.CERTIFICATE_EXPIRED,
                        "the signature was made in the future, at " + at);
            }
            String expired = ChainRules.findExpiry(envelope.chain(), at);
            if (expired != null) {
                fail(trust.level().refusesByTime(), FailureCode.CERTIFICATE_EXPIRED, expired);
            }
        }

        private @Nullable TrustedTime timestamp(TrustRoot root) {
            byte[] token = envelope.timestamp();
            if (token == null) {
                fail(
                        trust.level().refusesByTime(),
                        FailureCode.TIMESTAMP_MISSING,
                        "the signature has no timestamp of a timestamp authority");
                return null;
            }
            try {
                return TimestampVerifier.verify(token, envelope.signature(), root);
            } catch (RefusedException e) {
                fail(
                        trust.level().refusesByTime(),
                        e.failure().code(),
                        e.failure().text());
                return null;
            }
        }

        private void expiry() {
            Instant expiry = envelope.expiry();
            if (expiry == null) {
                return;
            }
            if (!now.isBefore(expiry)) {
                fail(
                        trust.level().refusesByTime(),
                        FailureCode.SIGNATURE_EXPIRED,
                        "the signature expired at " + expiry);
            } else if (trust.level().refusesByTime()) {
                until(expiry);
            }
        }

        private void fail(boolean refuses, FailureCode code, String text) {
            (refuses ? refused : tolerated).add(new Failure(code, text));
        }

        private void until(Instant end) {
            if (validUntil == null || end.isBefore(validUntil)) {
                validUntil = end;
            }
        }

        private NotationFacts facts(Map<String, String> annotations) {
            Certificate leaf = envelope.chain().getFirst();
            byte[] pem = leaf.toPem().getBytes(StandardCharsets.US_ASCII);
            return new NotationFacts(
                    HexFormat.of().formatHex(HashAlgorithm.SHA256.hash(envelope.signature(), pem)),
                    subject.toString(),
                    DistinguishedName.ofDer(leaf.issuerName()).toString(),
                    envelope.chain().stream().map(Certificate::fingerprintHex).toList(),
                    envelope.scheme(),
                    envelope.signingTime(),
                    envelope.expiry(),
                    envelope.signingAgent(),
                    timestamp,
                    annotations,
                    tolerated,
                    validUntil);
        }
    }
}
