package dev.enforce.sigstore.outcome;

/** Why a signature was refused. The names are stable; the texts that go with them are cosign's where it has one. */
public enum FailureCode {
    /** Something that the producer wrote cannot be read: envelope, payload, bundle, annotation. */
    MALFORMED,
    /** More, larger or deeper than what is read. */
    LIMIT_EXCEEDED,
    /** The signature does not verify with the key. */
    SIGNATURE_INVALID,
    /** The payload names another digest than the image's. */
    SUBJECT_MISMATCH,
    /** The payload is of a type that is not expected. */
    PAYLOAD_TYPE_UNEXPECTED,
    /** A key is wanted where a certificate is given, or the other way round, or neither is given. */
    SIGNER_KIND_MISMATCH,
    /** No chain from the certificate to a trusted authority. */
    CERTIFICATE_UNTRUSTED,
    /** The certificate or its issuers were not valid when the signature was made. */
    CERTIFICATE_EXPIRED,
    /** The signer wanted the signature to end, and it did. */
    SIGNATURE_EXPIRED,
    /** No certificate timestamp of a trusted log. */
    CERTIFICATE_TIMESTAMP_MISSING,
    /** None of the expected identities. */
    IDENTITY_MISMATCH,
    /** A log entry is required and there is none. */
    LOG_ENTRY_MISSING,
    /** The log that the entry names is not trusted. */
    LOG_UNKNOWN,
    /** The log did not promise or include this entry. */
    LOG_ENTRY_INVALID,
    /** The entry is about another signature, key or payload. */
    LOG_ENTRY_MISMATCH,
    /** A signed timestamp is required and there is none. */
    TIMESTAMP_MISSING,
    /** A signed timestamp is not of a trusted authority or not about this signature. */
    TIMESTAMP_INVALID,
    /** Known, but not supported. */
    UNSUPPORTED
}
