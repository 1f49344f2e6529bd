package dev.enforce.cluster;

import java.util.regex.Pattern;

/** A service account: {@code system:serviceaccount:<namespace>:<name>}. */
public record ServiceAccountName(String namespace, String name) {

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public ServiceAccountName {
        if (!DNS_LABEL.matcher(namespace).matches() || !DNS_LABEL.matcher(name).matches()) {
            throw new IllegalArgumentException("not a service account: " + namespace + "/" + name);
        }
    }

    /** The user name that the API server gives it. */
    public String userName() {
        return "system:serviceaccount:" + namespace + ":" + name;
    }
}
