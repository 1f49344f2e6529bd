package dev.enforce.sigstore.log;

import java.nio.charset.StandardCharsets;

/** What a signed entry timestamp (SET) of a first-generation log is made over. */
public final class EntryTimestamp {

    private EntryTimestamp() {}

    /**
     * The canonical JSON of the entry.
     *
     * @param body base64 of the canonical entry, as the log gave it
     * @param integratedTime seconds since 1970
     * @param logId hexadecimal digits of the log's id
     * @param logIndex index over all shards of the log
     */
    public static byte[] payload(String body, long integratedTime, String logId, long logIndex) {
        return ("{\"body\":\"" + body + "\",\"integratedTime\":" + integratedTime + ",\"logID\":\"" + logId
                        + "\",\"logIndex\":" + logIndex + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
