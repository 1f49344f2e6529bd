package dev.enforce.signing.timestamp;

import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.CertificateAuthority;
import dev.enforce.signing.certificate.Certificates;
import dev.enforce.signing.certificate.TimestampSigner;
import dev.enforce.signing.http.ErrorShape;
import dev.enforce.signing.http.Request;
import dev.enforce.signing.http.Response;
import dev.enforce.signing.http.Routes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampResponseGenerator;

/** Signs the time at which it saw a hash (RFC 3161). */
public final class TimestampAuthority {

    private static final int MAX_QUERY_BYTES = 64 << 10;
    private static final String REPLY = "application/timestamp-reply";

    private final TimestampSigner signer;
    private final InstantSource clock;
    private final SecureRandom random;

    public TimestampAuthority(TimestampSigner signer, InstantSource clock, SecureRandom random) {
        this.signer = signer;
        this.clock = clock;
        this.random = random;
    }

    /** Leaf first, root last. */
    public List<X509CertificateHolder> chain() {
        List<X509CertificateHolder> chain = new ArrayList<>();
        chain.add(signer.certificate());
        chain.addAll(authority().chain());
        return chain;
    }

    public CertificateAuthority authority() {
        return signer.authority();
    }

    public void addTo(Routes routes) {
        routes.post("/api/v1/timestamp", ErrorShape.HTTP_CODE, this::answer)
                .get("/api/v1/timestamp/certchain", ErrorShape.HTTP_CODE, _ -> certificates());
    }

    private Response certificates() {
        StringBuilder pem = new StringBuilder();
        chain().forEach(certificate -> pem.append(Certificates.pem(certificate)));
        return Response.text(200, "application/pem-certificate-chain", pem.toString());
    }

    private Response answer(Request request) {
        String type = request.header("content-type").orElse("");
        if (!type.equals("application/timestamp-query")) {
            throw new SigningException(
                    SigningException.Code.UNSUPPORTED, "content type " + type + " is not application/timestamp-query");
        }
        return Response.bytes(201, REPLY, sign(request.body()));
    }

    /**
     * Answers a DER TimeStampReq with a DER TimeStampResp. A request for a weak hash is answered with a
     * rejection, as the RFC asks.
     *
     * @throws SigningException with {@code INVALID} if the query cannot be read
     */
    public byte[] sign(byte[] query) {
        if (query.length > MAX_QUERY_BYTES) {
            throw new SigningException(SigningException.Code.TOO_LARGE, "the timestamp query is too large");
        }
        TimeStampRequest request;
        try {
            request = new TimeStampRequest(query);
        } catch (IOException | RuntimeException e) {
            throw SigningException.invalid("the timestamp query cannot be read", e);
        }
        TimeStampResponseGenerator generator =
                new TimeStampResponseGenerator(signer.generator(), TSPAlgorithms.ALLOWED);
        try {
            return response(generator, request).getEncoded();
        } catch (TSPException | IOException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "the timestamp could not be made", e);
        }
    }

    private TimeStampResponse response(TimeStampResponseGenerator generator, TimeStampRequest request)
            throws TSPException {
        String algorithm = request.getMessageImprintAlgOID().getId();
        if (!TimestampSigner.ACCEPTED_HASHES.contains(algorithm)) {
            return generator.generateFailResponse(2, PKIFailureInfo.badAlg, "hash algorithm is not accepted");
        }
        return generator.generate(request, new BigInteger(127, random).setBit(126), Date.from(clock.instant()));
    }
}
