package dev.enforce.policy;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A signer as a trust policy of the Notary Project writes it: {@code *} for everybody, or {@code x509.subject:} with
 * attributes that the certificate's subject must have, for instance {@code x509.subject: C=US, ST=WA, O=Example}.
 *
 * @param written as the policy has it
 * @param attributes by type in capital letters; empty means everybody
 */
public record NotationIdentity(String written, Map<String, String> attributes) {

    private static final String ANYONE = "*";
    private static final String PREFIX = "x509.subject:";
    private static final Set<String> TYPES =
            Set.of("CN", "SERIALNUMBER", "C", "L", "ST", "STREET", "O", "OU", "POSTALCODE", "UID", "DC");

    public NotationIdentity {
        attributes = Map.copyOf(attributes);
    }

    /** Whether everybody is meant. */
    public boolean isAnyone() {
        return attributes.isEmpty();
    }

    /**
     * Reads a valid identity.
     *
     * @throws IllegalArgumentException with the problem
     */
    static NotationIdentity of(String written) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Optional<String> problem = read(written, attributes);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
        return new NotationIdentity(written, attributes);
    }

    /** What is wrong with it. */
    static Optional<String> problem(String written) {
        return read(written, new LinkedHashMap<>());
    }

    private static Optional<String> read(String written, Map<String, String> attributes) {
        String text = written.strip();
        if (text.equals(ANYONE)) {
            return Optional.empty();
        }
        if (!text.startsWith(PREFIX)) {
            return Optional.of("an identity is * or begins with " + PREFIX);
        }
        try {
            for (Rdn part :
                    new LdapName(text.substring(PREFIX.length())).getRdns().reversed()) {
                Optional<String> problem = read(part, attributes);
                if (problem.isPresent()) {
                    return problem;
                }
            }
        } catch (InvalidNameException | IllegalArgumentException e) {
            return Optional.of("not a distinguished name");
        }
        return attributes.isEmpty() ? Optional.of("an identity without attributes") : Optional.empty();
    }

    private static Optional<String> read(Rdn part, Map<String, String> attributes) {
        String type = part.getType().toUpperCase(Locale.ROOT);
        String known = type.equals("S") ? "ST" : type;
        if (part.size() != 1 || !(part.getValue() instanceof String value)) {
            return Optional.of("attributes joined by + or written in # are not supported");
        }
        if (!TYPES.contains(known)) {
            return Optional.of("unknown attribute " + part.getType());
        }
        if (value.isBlank()) {
            return Optional.of("attribute " + known + " is empty");
        }
        return attributes.put(known, value) == null ? Optional.empty() : Optional.of("attribute " + known + " twice");
    }
}
