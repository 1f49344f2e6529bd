package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Who asks. */
record Caller(String name, List<String> groups) {

    static final Caller ADMIN = new Caller("kubernetes-admin", List.of("system:masters", "system:authenticated"));

    Caller {
        groups = List.copyOf(groups);
    }

    static Caller serviceAccount(String namespace, String name) {
        return new Caller(
                "system:serviceaccount:" + namespace + ":" + name,
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"));
    }

    ObjectNode userInfo() {
        ObjectNode info = Json.object().put("username", name).put("uid", name);
        ArrayNode list = info.putArray("groups");
        groups.forEach(list::add);
        return info;
    }
}
