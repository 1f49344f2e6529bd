package dev.enforce.oci.server;

/** A request that is answered with an error of the distribution specification. */
final class ServerError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    ServerError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    static ServerError unknownRepository(String name) {
        return new ServerError(404, "NAME_UNKNOWN", "repository name not known to registry: " + name);
    }

    static ServerError unknownManifest(String reference) {
        return new ServerError(404, "MANIFEST_UNKNOWN", "manifest unknown: " + reference);
    }

    static ServerError unknownBlob(String digest) {
        return new ServerError(404, "BLOB_UNKNOWN", "blob unknown to registry: " + digest);
    }

    static ServerError invalidManifest(String why) {
        return new ServerError(400, "MANIFEST_INVALID", why);
    }

    static ServerError invalidDigest(String why) {
        return new ServerError(400, "DIGEST_INVALID", why);
    }

    static ServerError unsupported(String what) {
        return new ServerError(405, "UNSUPPORTED", what + " is not supported");
    }
}
