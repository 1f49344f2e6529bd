package dev.enforce.testing.matrix;

/** One combination: where it lies, in which format, whose key, which log, whether a timestamp. */
record Cell(Layout layout, Content content, KeyKindShown key, Log log, boolean timestamp) {

    /** Where signatures lie, or what a bundle is about. */
    enum Layout {
        TAGS("tags `.sig`, `.att`"),
        REFERRERS("referrers API"),
        FALLBACK("fallback tag"),
        FILE("beside a file");

        final String shown;

        Layout(String shown) {
            this.shown = shown;
        }
    }

    /** What is signed, and in which envelope. */
    enum Content {
        SIMPLE_SIGNING("signature, simple signing"),
        LEGACY_ATTESTATION("attestation, DSSE"),
        BUNDLE_SIGNATURE("signature, bundle 0.3, DSSE"),
        BUNDLE_ATTESTATION("attestation, bundle 0.3, DSSE"),
        FILE_V01("bundle 0.1, message signature"),
        FILE_V02("bundle 0.2, message signature"),
        FILE_V03("bundle 0.3, message signature"),
        STATEMENT_V01("bundle 0.1, DSSE"),
        STATEMENT_V02("bundle 0.2, DSSE"),
        STATEMENT_V03("bundle 0.3, DSSE");

        final String shown;

        Content(String shown) {
            this.shown = shown;
        }
    }

    /** Who signs. */
    enum KeyKindShown {
        CERTIFICATE("keyless certificate"),
        ECDSA("ECDSA P-256 key"),
        RSA("RSA key"),
        ED25519("Ed25519 key");

        final String shown;

        KeyKindShown(String shown) {
            this.shown = shown;
        }
    }

    /** Which transparency log. */
    enum Log {
        NONE("no log"),
        REKOR1("Rekor v1"),
        REKOR2("Rekor v2");

        final String shown;

        Log(String shown) {
            this.shown = shown;
        }
    }
}
