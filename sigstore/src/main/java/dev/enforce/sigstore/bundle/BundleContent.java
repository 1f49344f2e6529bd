package dev.enforce.sigstore.bundle;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.dsse.Dsse;
import dev.enforce.sigstore.dsse.Statement;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.log.EntryBinding;
import dev.enforce.sigstore.log.LogEntry;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.RefusedException;
import org.jspecify.annotations.Nullable;

/** The signed part of a bundle and how it is held against key, entry and artifact. */
sealed interface BundleContent {

    static BundleContent of(Bundle.Content content, HashAlgorithm hash) {
        return switch (content) {
            case Bundle.MessageSignature message -> new Message(message, hash);
            case Bundle.Envelope(Dsse dsse) -> {
                if (dsse.signatures().size() != 1) {
                    throw new RefusedException(
                            FailureCode.MALFORMED,
                            "dsse envelope must contain exactly one signature, not "
                                    + dsse.signatures().size());
                }
                yield new Enveloped(dsse, hash);
            }
        };
    }

    byte[] signature();

    Digest payloadDigest(Digest artifact);

    void requireBound(LogEntry entry, EntryBinding.Verifier verifier);

    /** The statement, if there is one, after signature and subject have been verified. */
    @Nullable
    Statement require(VerificationKey key, Artifact artifact);

    /** A signature over the artifact itself. */
    record Message(Bundle.MessageSignature message, HashAlgorithm hash) implements BundleContent {

        @Override
        public byte[] signature() {
            return message.signature();
        }

        @Override
        public Digest payloadDigest(Digest artifact) {
            return artifact;
        }

        @Override
        public void requireBound(LogEntry entry, EntryBinding.Verifier verifier) {
            Digest digest = message.digest();
            if (digest == null) {
                throw new RefusedException(
                        FailureCode.MALFORMED, "message signature without the digest of its message");
            }
            EntryBinding.requireSigned(entry, digest, message.signature(), verifier);
        }

        @Override
        public @Nullable Statement require(VerificationKey key, Artifact artifact) {
            Digest digest = message.digest();
            if (digest != null && !artifact.has(digest)) {
                throw new RefusedException(
                        FailureCode.SUBJECT_MISMATCH, "artifact digest does not match the bundle's message digest");
            }
            if (!isSigned(key, artifact)) {
                throw new RefusedException(FailureCode.SIGNATURE_INVALID, key.invalidSignatureText());
            }
            return null;
        }

        private boolean isSigned(VerificationKey key, Artifact artifact) {
            byte[] content = artifact.content();
            if (content != null) {
                return key.verify(hash, content, signature());
            }
            if (key.kind() == VerificationKey.Kind.ED25519) {
                throw new RefusedException(
                        FailureCode.UNSUPPORTED, "an Ed25519 signature cannot be verified with the digest alone");
            }
            Digest digest = artifact.digest();
            HashAlgorithm known =
                    HashAlgorithm.find(digest.algorithm().wireName()).orElse(hash);
            return key.verifyHash(known, digest.bytes(), signature());
        }
    }

    /** A signed in-toto statement. */
    record Enveloped(Dsse dsse, HashAlgorithm hash) implements BundleContent {

        @Override
        public byte[] signature() {
            return dsse.signatures().getFirst().signature();
        }

        @Override
        public Digest payloadDigest(Digest artifact) {
            return Digest.sha256(dsse.payload());
        }

        @Override
        public void requireBound(LogEntry entry, EntryBinding.Verifier verifier) {
            EntryBinding.requireEnvelope(entry, dsse, null, verifier);
        }

        @Override
        public Statement require(VerificationKey key, Artifact artifact) {
            if (!dsse.payloadType().equals(Dsse.IN_TOTO)) {
                throw new RefusedException(
                        FailureCode.PAYLOAD_TYPE_UNEXPECTED,
                        "invalid payloadType " + dsse.payloadType() + " on envelope. Expected " + Dsse.IN_TOTO);
            }
            if (!key.verify(hash, dsse.pae(), signature())) {
                throw new RefusedException(
                        FailureCode.SIGNATURE_INVALID,
                        "accepted signatures do not match threshold, Found: 0, Expected 1");
            }
            Statement statement = Statement.parse(dsse.payload());
            if (!isAbout(statement, artifact)) {
                throw new RefusedException(FailureCode.SUBJECT_MISMATCH, "no matching subject digest found");
            }
            return statement;
        }

        private static boolean isAbout(Statement statement, Artifact artifact) {
            byte[] content = artifact.content();
            if (statement.isAbout(artifact.digest())) {
                return true;
            }
            return content != null
                    && (statement.isAbout(Digest.of(Digest.Algorithm.SHA384, content))
                            || statement.isAbout(Digest.of(Digest.Algorithm.SHA512, content)));
        }
    }
}
