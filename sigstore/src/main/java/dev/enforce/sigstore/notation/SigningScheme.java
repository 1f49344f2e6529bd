package dev.enforce.sigstore.notation;

/** Who vouches for the time of a signature. */
public enum SigningScheme {
    /** Nobody but a timestamp authority, if there is a countersignature: the time in the envelope is a claim. */
    X509("notary.x509"),
    /** The signing authority, whose certificates are trusted to state the time. */
    SIGNING_AUTHORITY("notary.x509.signingAuthority");

    private final String wireName;

    SigningScheme(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
