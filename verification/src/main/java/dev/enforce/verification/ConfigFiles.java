package dev.enforce.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedMap;

/** The OCI configs of an image, one for each platform. */
sealed interface ConfigFiles {

    /** All of them, by {@code os/architecture[/variant]}. */
    record Read(SortedMap<String, JsonNode> byPlatform) implements ConfigFiles {}

    /** They could not be read. */
    record Unread(String reason) implements ConfigFiles {}
}
