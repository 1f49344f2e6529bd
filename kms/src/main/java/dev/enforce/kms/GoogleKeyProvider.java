package dev.enforce.kms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.kms.KmsReference.Gcp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/** Google Cloud KMS: {@code cryptoKeyVersions.getPublicKey}. */
final class GoogleKeyProvider {

    private static final int MAX_PAGES = 10;

    private final Surroundings surroundings;
    private final Web web;
    private final GoogleTokens tokens;

    GoogleKeyProvider(Surroundings surroundings, Web web, InstantSource clock) {
        this.surroundings = surroundings;
        this.web = web;
        this.tokens = new GoogleTokens(surroundings, web, clock);
    }

    String fetch(Gcp reference, TimeLimit limit) {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + tokens.get(limit));
        String versions = base() + "/v1/" + reference.key() + "/cryptoKeyVersions";
        String named = reference.version();
        String version = named == null ? newest(reference, versions, headers, limit) : named;
        Web.Answer answer = web.get(Addresses.uri(versions + "/" + version + "/publicKey"), headers, limit);
        if (!answer.isSuccess()) {
            throw Web.refusal(reference.toString(), answer);
        }
        return PublicKeyPem.ofPem(answer.json().path("pem").asText(""));
    }

    private String newest(Gcp reference, String versions, Map<String, String> headers, TimeLimit limit) {
        long newest = 0;
        String page = "";
        for (int i = 0; i < MAX_PAGES; i++) {
            Web.Answer answer = web.get(
                    Addresses.uri(versions + "?filter=state%3DENABLED&pageSize=100"
                            + (page.isEmpty() ? "" : "&pageToken=" + URLEncoder.encode(page, StandardCharsets.UTF_8))),
                    headers,
                    limit);
            if (!answer.isSuccess()) {
                throw Web.refusal(reference.toString(), answer);
            }
            JsonNode json = answer.json();
            for (JsonNode version : json.path("cryptoKeyVersions")) {
                newest = Math.max(newest, number(version));
            }
            page = json.path("nextPageToken").asText("");
            if (page.isEmpty()) {
                break;
            }
        }
        if (newest == 0 || !page.isEmpty()) {
            throw new KmsException(
                    page.isEmpty() ? KmsException.Code.NOT_FOUND : KmsException.Code.MALFORMED,
                    reference + (page.isEmpty() ? " has no enabled version" : " has too many versions"));
        }
        return Long.toString(newest);
    }

    /** The last part of the name of an enabled version; versions are counted from one. */
    private static long number(JsonNode version) {
        String name = version.path("name").asText("");
        String last = name.substring(name.lastIndexOf('/') + 1);
        boolean enabled = version.path("state").asText("").equals("ENABLED");
        return enabled && last.matches("[1-9][0-9]{0,9}") ? Long.parseLong(last) : 0;
    }

    private String base() {
        String override =
                surroundings.get("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS", "https://cloudkms.googleapis.com");
        return override.endsWith("/") ? override.substring(0, override.length() - 1) : override;
    }
}
