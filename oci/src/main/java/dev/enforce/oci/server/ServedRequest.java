package dev.enforce.oci.server;

/**
 * One request that was answered.
 *
 * @param target path with its query, as sent
 */
public record ServedRequest(String method, String target, int status) {

    @Override
    public String toString() {
        return method + " " + target + " " + status;
    }
}
