package dev.enforce.sigstore.notation;

import java.util.Map;

/** Whom a policy trusts among those whom a trusted certificate certified. */
public sealed interface TrustedIdentity {

    /** Whether the holder of a certificate with this subject is meant. */
    boolean matches(DistinguishedName subject);

    /** Everybody. */
    record Anyone() implements TrustedIdentity {
        @Override
        public boolean matches(DistinguishedName subject) {
            return true;
        }
    }

    /**
     * Those whose subject has all of these attributes.
     *
     * @param attributes by the short name of the type in capital letters, for instance {@code C}, {@code O}
     */
    record Subject(Map<String, String> attributes) implements TrustedIdentity {

        public Subject {
            attributes = Map.copyOf(attributes);
            if (attributes.isEmpty()) {
                throw new IllegalArgumentException("a subject without attributes would be everybody");
            }
            for (String type : attributes.keySet()) {
                if (!DistinguishedName.isKnown(type)) {
                    throw new IllegalArgumentException("unknown attribute type " + type);
                }
            }
        }

        @Override
        public boolean matches(DistinguishedName subject) {
            return attributes.entrySet().stream()
                    .allMatch(wanted -> wanted.getValue().equals(subject.find(wanted.getKey())));
        }
    }
}
