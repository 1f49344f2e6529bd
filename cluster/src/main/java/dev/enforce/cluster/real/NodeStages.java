package dev.enforce.cluster.real;

import dev.enforce.cluster.WireNames;

/**
 * What the made-up node does with Pods, as stages for kwok: they run at once, those of Jobs complete after a second,
 * deletion is immediate.
 *
 * <p>{@code imageID}: what the Pod's annotation says if there is one; else the repository and the digest that the image
 * names; else, for a tag, the repository and the SHA-256 of the image's text. The templates are Go's, the keys jq's.
 */
final class NodeStages {

    private static final String ALIVE = "{key: '.metadata.deletionTimestamp', operator: DoesNotExist}";
    private static final String RUNNING = "{key: '.status.phase', operator: In, values: ['Running']}";

    /** The containers of all kinds, and the states that the node has reported for them. */
    private static final String CONTAINERS =
            "(.spec.containers[]?, .spec.initContainers[]?, .spec.ephemeralContainers[]?)";

    private static final String STATUSES = "(.status.containerStatuses[]?, .status.initContainerStatuses[]?,"
            + " .status.ephemeralContainerStatuses[]?)";

    private static final String IMAGE_CHANGED =
            "[" + CONTAINERS + " | .name + \"=\" + .image] - [" + STATUSES + " | .name + \"=\" + .image] | .[]";

    private static final String IMAGE_ID_CHANGED = ". as $pod | [" + CONTAINERS
            + " | .name as $name | ($pod.metadata.annotations // {})[\"" + WireNames.IMAGE_ID_PREFIX + "\" + $name]"
            + " | values | $name + \"=\" + (if . == \"" + WireNames.NO_IMAGE_ID + "\" then \"\" else . end)] - ["
            + STATUSES + " | .name + \"=\" + (.imageID // \"\")] | .[]";

    private static final String STATE_RUNNING = """
            ready: true, started: true, state: {running: {startedAt: {{ $since | Quote }}}}""";

    private static final String STATE_COMPLETED = """
            ready: false, started: false, state: {terminated: {exitCode: 0, reason: Completed, \
            startedAt: {{ $since | Quote }}, finishedAt: {{ Now | Quote }}}}""";

    private static final String STATE_INIT = """
            {{ if eq (or .restartPolicy "") "Always" }}%s{{ else }}ready: true, started: false, \
            state: {terminated: {exitCode: 0, reason: Completed, \
            startedAt: {{ $since | Quote }}, finishedAt: {{ $since | Quote }}}}{{ end }}""".formatted(STATE_RUNNING);

    private static final String STATE_EPHEMERAL = """
            ready: false, state: {running: {startedAt: {{ $since | Quote }}}}""";

    private static final String NODE_READY = """
            phase: Running
            conditions:
            {{ range NodeConditions }}
            - {type: {{ .type | Quote }}, status: {{ .status | Quote }}, reason: {{ .reason | Quote }}, \
            message: {{ .message | Quote }}, lastHeartbeatTime: {{ Now | Quote }}, lastTransitionTime: {{ Now | Quote }}}
            {{ end }}
            addresses:
            - {type: InternalIP, address: {{ NodeIP | Quote }}}
            - {type: Hostname, address: {{ NodeName | Quote }}}
            """;

    private static final String BEGIN = """
            {{ $annotations := or .metadata.annotations dict }}
            {{ $uid := or .metadata.uid "" }}
            {{ $since := or .status.startTime Now }}
            """;

    private static final String POD_RUNNING = BEGIN + """
            phase: Running
            startTime: {{ $since | Quote }}
            conditions:
            {{ range list "PodScheduled" "PodReadyToStartContainers" "Initialized" "ContainersReady" "Ready" }}
            - {type: {{ . | Quote }}, status: "True", lastTransitionTime: {{ $since | Quote }}}
            {{ end }}
            {{ range .spec.readinessGates }}
            - {type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ $since | Quote }}}
            {{ end }}
            {{ if not .status.podIP }}
            {{ with PodIPsWith .spec.nodeName (or .spec.hostNetwork false) $uid .metadata.name .metadata.namespace }}
            podIP: {{ index . 0 | Quote }}
            podIPs: [{{ range . }}{ip: {{ . | Quote }}}, {{ end }}]
            {{ end }}
            {{ with NodeIPsWith .spec.nodeName }}
            hostIP: {{ index . 0 | Quote }}
            hostIPs: [{{ range . }}{ip: {{ . | Quote }}}, {{ end }}]
            {{ end }}
            {{ end }}
            """
            + statuses("containerStatuses", "containers", STATE_RUNNING)
            + statuses("initContainerStatuses", "initContainers", STATE_INIT)
            + statuses("ephemeralContainerStatuses", "ephemeralContainers", STATE_EPHEMERAL);

    private static final String POD_SUCCEEDED =
            BEGIN + "phase: Succeeded\n" + statuses("containerStatuses", "containers", STATE_COMPLETED);

    private NodeStages() {}

    /** The whole configuration file for kwok. */
    static String yaml() {
        String notReady = "{key: '.status.conditions[]? | select(.type == \"Ready\") | .status', operator: NotIn,"
                + " values: ['True']}";
        String given = "{key: '.spec.nodeName', operator: Exists}";
        String pending = "{key: '.status.phase', operator: In, values: ['Pending']}";
        String ofJob = "{key: '.metadata.ownerReferences[]?.kind', operator: In, values: ['Job']}";
        return stage("node-ready", "Node", "", status(NODE_READY), notReady)
                + stage("pod-running", "Pod", "", status(POD_RUNNING), ALIVE, given, pending)
                + stage("pod-image-changed", "Pod", "", status(POD_RUNNING), ALIVE, RUNNING, exists(IMAGE_CHANGED))
                + stage(
                        "pod-image-id-changed",
                        "Pod",
                        "",
                        status(POD_RUNNING),
                        ALIVE,
                        RUNNING,
                        exists(IMAGE_ID_CHANGED))
                + stage(
                        "pod-completed",
                        "Pod",
                        "  delay: {durationMilliseconds: 1000}\n",
                        status(POD_SUCCEEDED),
                        ALIVE,
                        RUNNING,
                        ofJob)
                + stage(
                        "pod-deleted",
                        "Pod",
                        "",
                        "    finalizers: {empty: true}\n    delete: true\n",
                        "{key: '.metadata.deletionTimestamp', operator: Exists}");
    }

    private static String exists(String expression) {
        return "{key: '" + expression + "', operator: Exists}";
    }

    private static String status(String template) {
        return "    statusTemplate: |\n" + template.indent(6);
    }

    private static String stage(String name, String kind, String delay, String next, String... conditions) {
        return """
                ---
                apiVersion: kwok.x-k8s.io/v1alpha1
                kind: Stage
                metadata: {name: %s}
                spec:
                  resourceRef: {apiGroup: v1, kind: %s}
                  selector:
                    matchExpressions:
                    - %s
                """.formatted(name, kind, String.join("\n    - ", conditions)) + delay + "  next:\n" + next;
    }

    private static String statuses(String field, String containers, String state) {
        return """
                FIELD:
                {{ range .spec.CONTAINERS }}
                {{ $name := regexReplaceAll ":[^/:]+$" (regexReplaceAll "@.*$" .image "") "" }}
                {{ $digest := printf "sha256:%s" (sha256sum .image) }}
                {{ if contains "@" .image }}{{ $digest = regexReplaceAll "^[^@]*@" .image "" }}{{ end }}
                {{ $imageID := or (get $annotations (printf "PREFIX%s" .name)) (printf "%s@%s" $name $digest) }}
                {{ if eq $imageID "NONE" }}{{ $imageID = "" }}{{ end }}
                - {name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: {{ $imageID | Quote }}, \
                containerID: {{ printf "loopback://%s" (sha256sum (printf "%s/%s" $uid .name)) | Quote }}, \
                restartCount: 0, STATE}
                {{ end }}
                """.replace("FIELD", field)
                .replace("CONTAINERS", containers)
                .replace("PREFIX", WireNames.IMAGE_ID_PREFIX)
                .replace("NONE", WireNames.NO_IMAGE_ID)
                .replace("STATE", state);
    }
}
