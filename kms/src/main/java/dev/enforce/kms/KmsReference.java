package dev.enforce.kms;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A key as policies name it. */
public sealed interface KmsReference {

    /** Longest reference. */
    int MAX_LENGTH = 2048;

    /**
     * {@code awskms://[ENDPOINT]/ARN}.
     *
     * @param endpoint host and port; null for the public one of the region
     * @param partition {@code aws}, {@code aws-us-gov} or {@code aws-cn}
     */
    record Aws(@Nullable String endpoint, String partition, String region, String arn) implements KmsReference {
        @Override
        public String toString() {
            return "awskms://" + (endpoint == null ? "" : endpoint) + "/" + arn;
        }
    }

    /**
     * {@code gcpkms://projects/…/cryptoKeys/…[/cryptoKeyVersions/…]}.
     *
     * @param version null for the newest that is enabled
     */
    record Gcp(String key, @Nullable String version) implements KmsReference {
        @Override
        public String toString() {
            return "gcpkms://" + key + (version == null ? "" : "/cryptoKeyVersions/" + version);
        }
    }

    /**
     * {@code azurekms://VAULT/KEY[/VERSION]}.
     *
     * @param vault host name
     * @param version null for the current one
     */
    record Azure(String vault, String key, @Nullable String version) implements KmsReference {
        @Override
        public String toString() {
            return "azurekms://" + vault + "/" + key + (version == null ? "" : "/" + version);
        }
    }

    /** {@code hashivault://KEY} or {@code openbao://KEY}: a key of the transit engine. */
    record Transit(Product product, String key) implements KmsReference {

        /** Which program's settings count. */
        public enum Product {
            HASHIVAULT,
            OPENBAO;

            String scheme() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        @Override
        public String toString() {
            return product.scheme() + "://" + key;
        }
    }

    /**
     * Reads a reference.
     *
     * @throws KmsException with code REFERENCE if it is none
     */
    static KmsReference parse(String text) {
        int colon = text.indexOf("://");
        if (colon < 0 || text.length() > MAX_LENGTH) {
            throw malformed("not a reference of a key-management service");
        }
        String rest = text.substring(colon + 3);
        return switch (text.substring(0, colon)) {
            case "awskms" -> Forms.aws(rest);
            case "gcpkms" -> Forms.gcp(rest);
            case "azurekms" -> Forms.azure(rest);
            case "hashivault" -> Forms.transit(Transit.Product.HASHIVAULT, rest);
            case "openbao" -> Forms.transit(Transit.Product.OPENBAO, rest);
            default -> throw malformed("unknown key-management service");
        };
    }

    private static KmsException malformed(String text) {
        return new KmsException(KmsException.Code.REFERENCE, text);
    }

    /** The forms after the scheme. */
    final class Forms {
        private static final Pattern ARN = Pattern.compile(
                "arn:(aws|aws-us-gov|aws-cn):kms:([a-z0-9-]{1,32}):[0-9]{12}:(key/[A-Za-z0-9-]{1,64}|alias/[A-Za-z0-9/_-]{1,256})");
        private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9.\\-\\[\\]:]{1,255}");
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
        private static final List<String> GCP_PARTS = List.of("projects", "locations", "keyRings", "cryptoKeys");

        private Forms() {}

        private static Aws aws(String rest) {
            int slash = rest.indexOf('/');
            var arn = ARN.matcher(slash < 0 ? "" : rest.substring(slash + 1));
            String endpoint = slash < 0 ? "" : rest.substring(0, slash);
            if (!arn.matches()
                    || !(endpoint.isEmpty() || AUTHORITY.matcher(endpoint).matches())) {
                throw malformed("awskms://[ENDPOINT]/ARN is wanted");
            }
            return new Aws(endpoint.isEmpty() ? null : endpoint, arn.group(1), arn.group(2), arn.group());
        }

        private static Gcp gcp(String rest) {
            List<String> parts = parts(rest);
            boolean named = parts.size() == 8 || parts.size() == 10;
            for (int i = 0; named && i < GCP_PARTS.size(); i++) {
                named = parts.get(2 * i).equals(GCP_PARTS.get(i));
            }
            boolean versioned = parts.size() == 10
                    && (parts.get(8).equals("cryptoKeyVersions") || parts.get(8).equals("versions"));
            if (!named || (parts.size() == 10 && !versioned)) {
                throw malformed(
                        "gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K[/cryptoKeyVersions/V]" + " is wanted");
            }
            return new Gcp(String.join("/", parts.subList(0, 8)), versioned ? parts.get(9) : null);
        }

        private static Azure azure(String rest) {
            int slash = rest.indexOf('/');
            List<String> parts = parts(slash < 0 ? "" : rest.substring(slash + 1));
            String vault = slash < 0 ? "" : rest.substring(0, slash);
            if (parts.isEmpty() || parts.size() > 2 || !AUTHORITY.matcher(vault).matches()) {
                throw malformed("azurekms://VAULT_HOST/KEY[/VERSION] is wanted");
            }
            return new Azure(vault, parts.getFirst(), parts.size() == 2 ? parts.get(1) : null);
        }

        private static Transit transit(Transit.Product product, String rest) {
            if (parts(rest).size() != 1) {
                throw malformed(product.scheme() + "://KEY is wanted");
            }
            return new Transit(product, rest);
        }

        /** Parts that are safe to put into a path; none if any is not. */
        private static List<String> parts(String text) {
            List<String> parts = Arrays.asList(text.split("/", -1));
            Optional<String> bad = parts.stream()
                    .filter(part -> !NAME.matcher(part).matches() || part.startsWith("."))
                    .findFirst();
            return bad.isPresent() ? List.of() : parts;
        }
    }
}
