package dev.enforce.sigstore.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** Whose signatures count for a role, and how many distinct keys must have signed. */
record Role(Map<String, TufKey> keys, int threshold) {

    private static final int MAX_KEYS = 64;

    Role {
        keys = Map.copyOf(keys);
        if (threshold < 1) {
            throw new TufException(TufException.Code.MALFORMED, "a TUF role with a threshold below one");
        }
    }

    static Role of(Signed root, String name) {
        JsonNode role = root.body().path("roles").path(name);
        JsonNode ids = role.path("keyids");
        if (!ids.isArray() || ids.isEmpty() || ids.size() > MAX_KEYS) {
            throw new TufException(TufException.Code.MALFORMED, "root metadata without keys for the role " + name);
        }
        Map<String, TufKey> keys = new HashMap<>();
        for (JsonNode id : ids) {
            JsonNode key = root.body().path("keys").path(id.asText());
            if (key.isObject()) {
                keys.put(id.asText(), TufKey.parse(key));
            }
        }
        return new Role(keys, role.path("threshold").asInt());
    }
}
