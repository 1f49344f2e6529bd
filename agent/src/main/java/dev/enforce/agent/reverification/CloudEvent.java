package dev.enforce.agent.reverification;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A CloudEvent of version 1.0 with a JSON body, to be sent in binary mode.
 *
 * @param group value of the extension {@code group}; empty to leave it out
 */
public record CloudEvent(
        String id, String source, String type, String subject, Instant time, String group, byte[] body) {

    /** The headers that carry everything but the body. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Ce-Id", id);
        headers.put("Ce-Source", source);
        headers.put("Ce-Specversion", "1.0");
        headers.put("Ce-Subject", subject);
        headers.put("Ce-Time", time.toString());
        headers.put("Ce-Type", type);
        if (!group.isEmpty()) {
            headers.put("Ce-Group", group);
        }
        headers.put("Ce-Audience", "customer");
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "Chainguard Enforce");
        return headers;
    }
}
