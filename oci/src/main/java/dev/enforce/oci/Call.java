package dev.enforce.oci;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request to a registry, as an operation wants it.
 *
 * @param path under {@code /v2/<name>/}, with its query
 * @param target where instead, for uploads and pages whose address the registry chose
 * @param reference what it is about, for messages
 * @param actions that a token must allow: {@code pull} or {@code pull,push}
 * @param tolerated failure statuses that the operation reads itself
 * @param limit most bytes of a successful body
 */
record Call(
        String method,
        Repository repository,
        String path,
        @Nullable URI target,
        String reference,
        Map<String, String> headers,
        byte @Nullable [] content,
        String actions,
        Set<Integer> tolerated,
        long limit,
        Keychain keychain,
        Deadline deadline) {

    static Call read(
            String method, Repository repository, String path, String reference, Keychain keychain, Deadline deadline) {
        return new Call(
                method,
                repository,
                path,
                null,
                reference,
                Map.of(),
                null,
                "pull",
                Set.of(),
                Body.ERROR_BYTES,
                keychain,
                deadline);
    }

    static Call write(
            String method, Repository repository, String path, String reference, Keychain keychain, Deadline deadline) {
        return new Call(
                method,
                repository,
                path,
                null,
                reference,
                Map.of(),
                new byte[0],
                method.equals("DELETE") ? "pull,push,delete" : "pull,push",
                Set.of(),
                Body.ERROR_BYTES,
                keychain,
                deadline);
    }

    String registry() {
        return repository.registry();
    }

    boolean isRead() {
        return content == null;
    }

    Call with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Call(
                method,
                repository,
                path,
                target,
                reference,
                Map.copyOf(more),
                content,
                actions,
                tolerated,
                limit,
                keychain,
                deadline);
    }

    Call tolerating(Integer... statuses) {
        return new Call(
                method,
                repository,
                path,
                target,
                reference,
                headers,
                content,
                actions,
                Set.of(statuses),
                limit,
                keychain,
                deadline);
    }

    Call upTo(long bytes) {
        return new Call(
                method,
                repository,
                path,
                target,
                reference,
                headers,
                content,
                actions,
                tolerated,
                bytes,
                keychain,
                deadline);
    }

    Call at(URI uri) {
        return new Call(
                method,
                repository,
                path,
                uri,
                reference,
                headers,
                content,
                actions,
                tolerated,
                limit,
                keychain,
                deadline);
    }

    Call sending(byte[] bytes) {
        return new Call(
                method,
                repository,
                path,
                target,
                reference,
                headers,
                bytes,
                actions,
                tolerated,
                limit,
                keychain,
                deadline);
    }
}
