package dev.enforce.policy;

/** Where signatures and attestations of an authority are looked for. */
public enum SignatureFormat {
    /** cosign tags ({@code .sig}, {@code .att}); written as an empty text. */
    LEGACY(""),
    /** Sigstore bundles found through referrers. */
    BUNDLE("bundle");

    private final String wireName;

    SignatureFormat(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
