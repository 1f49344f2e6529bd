package dev.enforce.signing.signer;

import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.Hashes;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Map;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;

/** Gets RFC 3161 timestamps. */
public final class TimestampClient {

    private final ServiceClient client;
    private final URI url;
    private final SecureRandom random;

    /** @param url the whole address, for instance {@code https://host/api/v1/timestamp} */
    public TimestampClient(ServiceClient client, URI url, SecureRandom random) {
        this.client = client;
        this.url = url;
        this.random = random;
    }

    /** A DER TimeStampResp over the SHA-256 of some bytes, checked to answer the question. */
    byte[] timestamp(byte[] bytes) {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        TimeStampRequest request = generator.generate(
                NISTObjectIdentifiers.id_sha256, Hashes.sha256(bytes), new BigInteger(63, random).setBit(62));
        try {
            byte[] answer = client.post(url, "application/timestamp-query", request.getEncoded(), Map.of())
                    .body();
            TimeStampResponse response = new TimeStampResponse(answer);
            response.validate(request);
            if (response.getTimeStampToken() == null) {
                throw new SigningException(
                        SigningException.Code.REJECTED, url + " gave no timestamp: " + response.getStatusString());
            }
            return answer;
        } catch (TSPException | IOException e) {
            throw new SigningException(
                    SigningException.Code.UNAVAILABLE,
                    url + " gave an answer that is no timestamp: " + e.getMessage(),
                    e);
        }
    }
}
