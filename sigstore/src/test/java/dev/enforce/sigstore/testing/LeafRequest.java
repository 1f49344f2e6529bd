package dev.enforce.sigstore.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** What a signing certificate should hold; the defaults make a good one. */
public final class LeafRequest {

    /** How the certificate proves that it was logged. */
    public enum Sct {
        GOOD,
        WITH_EXTENSIONS,
        NONE,
        OF_ANOTHER_ISSUER,
        OF_UNKNOWN_LOG,
        BROKEN
    }

    public Instant notBefore = Instant.parse("2026-11-01T11:59:00Z");
    public String issuer = "https://issuer.example.test";
    public List<GeneralName> names = new ArrayList<>(
            List.of(new GeneralName(GeneralName.uniformResourceIdentifier, "https://ci.example.test/workflow")));
    public KeyPurposeId purpose = KeyPurposeId.id_kp_codeSigning;
    public Duration lifetime = Duration.ofMinutes(10);
    public Sct sct = Sct.GOOD;
    public ASN1ObjectIdentifier unknownCritical;
    public Authority signedBy;

    public LeafRequest sct(Sct value) {
        sct = value;
        return this;
    }

    public LeafRequest at(Instant value) {
        notBefore = value;
        return this;
    }

    public LeafRequest names(GeneralName... values) {
        names = List.of(values);
        return this;
    }

    public LeafRequest signedBy(Authority value) {
        signedBy = value;
        return this;
    }

    public LeafRequest purpose(KeyPurposeId value) {
        purpose = value;
        return this;
    }

    public LeafRequest unknownCritical(String oid) {
        unknownCritical = new ASN1ObjectIdentifier(oid);
        return this;
    }
}
