package dev.enforce.agent.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reviews as an API server writes them, and what stands in the answers. */
final class Reviews {

    static final String DIGEST = "sha256:" + "ab".repeat(32);
    static final String OTHER_DIGEST = "sha256:" + "cd".repeat(32);
    static final String UID = "0e4a8a3e-7c1b-4b0f-9c43-d3c0a1f5d7aa";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Reviews() {}

    /** A Pod as the API server defaults it. */
    static String pod(String image) {
        return """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"app","namespace":"prod","uid":"d1","creationTimestamp":"2026-11-01T10:00:00Z",
             "labels":{"app":"demo"},"managedFields":[{"manager":"kubectl","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1",
             "fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\\"name\\":\\"main\\"}":{".":{},"f:image":{}}}}}}]},
             "spec":%s,"status":{"phase":"Pending","qosClass":"BestEffort"}}
            """.formatted(podSpec(image));
    }

    static String podSpec(String image) {
        return """
            {"volumes":[{"name":"kube-api-access","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}}],"defaultMode":420}}],
             "containers":[{"name":"main","image":"%s","resources":{},"terminationMessagePath":"/dev/termination-log","imagePullPolicy":"Always"}],
             "restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"builder","serviceAccount":"builder",
             "securityContext":{},"imagePullSecrets":[{"name":"regcred"}],"schedulerName":"default-scheduler","enableServiceLinks":true}
            """.formatted(image);
    }

    /** A workload with a template; {@code replicas} may be left out by a negative number. */
    static String templated(String apiVersion, String kind, int replicas, String image) {
        return """
            {"kind":"%s","apiVersion":"%s","metadata":{"name":"app","namespace":"prod","labels":{"app":"demo"}},
             "spec":{%s"selector":{"matchLabels":{"app":"demo"}},"template":{"metadata":{"labels":{"app":"demo"}},"spec":%s}},"status":{}}
            """.formatted(kind, apiVersion, replicas < 0 ? "" : "\"replicas\":" + replicas + ",", podSpec(image));
    }

    static String cronJob(String apiVersion, String image) {
        return """
            {"kind":"CronJob","apiVersion":"%s","metadata":{"name":"app","namespace":"prod"},
             "spec":{"schedule":"0 * * * *","jobTemplate":{"metadata":{},"spec":{"template":{"metadata":{},"spec":%s}}}},"status":{}}
            """.formatted(apiVersion, podSpec(image));
    }

    static byte[] create(String group, String version, String resource, String kind, String object) {
        return review(group, version, resource, kind, "", "CREATE", object, "null");
    }

    static byte[] createPod(String image) {
        return create("", "v1", "pods", "Pod", pod(image));
    }

    static byte[] updatePod(String object, String oldObject) {
        return review("", "v1", "pods", "Pod", "", "UPDATE", object, oldObject);
    }

    static byte[] updateDeployment(String object, String oldObject) {
        return review("apps", "v1", "deployments", "Deployment", "", "UPDATE", object, oldObject);
    }

    static byte[] review(
            String group,
            String version,
            String resource,
            String kind,
            String subResource,
            String operation,
            String object,
            String oldObject) {
        String gvk = "{\"group\":\"%s\",\"version\":\"%s\",\"kind\":\"%s\"}".formatted(group, version, kind);
        String gvr = "{\"group\":\"%s\",\"version\":\"%s\",\"resource\":\"%s\"}".formatted(group, version, resource);
        String below = subResource.isEmpty() ? "" : "\"subResource\":\"" + subResource + "\",";
        return """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"%s","kind":%s,"resource":%s,%s
             "requestKind":%s,"requestResource":%s,"name":"app","namespace":"prod","operation":"%s",
             "userInfo":{"username":"admin","uid":"admin","groups":["system:masters","system:authenticated"]},
             "object":%s,"oldObject":%s,"dryRun":false,
             "options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1","fieldManager":"kubectl-create"}}}
            """.formatted(UID, gvk, gvr, below, gvk, gvr, operation, object, oldObject)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** An answer, taken apart. */
    record Answered(int status, JsonNode json) {

        static Answered by(AdmissionHandler handler, byte[] body) {
            return of(handler.handle(body, Duration.ofSeconds(5)));
        }

        static Answered of(AdmissionHandler.Answer answer) {
            try {
                return new Answered(answer.status(), MAPPER.readTree(answer.body()));
            } catch (IOException e) {
                throw new AssertionError("the answer is not JSON", e);
            }
        }

        boolean allowed() {
            JsonNode allowed = json.path("response").path("allowed");
            return status == 200 && allowed.isBoolean() && allowed.booleanValue();
        }

        String uid() {
            return json.path("response").path("uid").asText();
        }

        String message() {
            JsonNode denial = status == 200 ? json.path("response").path("status") : json;
            return denial.path("message").asText();
        }

        int code() {
            return json.path("response").path("status").path("code").asInt();
        }

        String reason() {
            return json.path("response").path("status").path("reason").asText();
        }

        List<String> warnings() {
            List<String> texts = new ArrayList<>();
            json.path("response").path("warnings").forEach(warning -> texts.add(warning.asText()));
            return texts;
        }

        /** {@code path=value} of each patch operation. */
        List<String> patch() {
            JsonNode patch = json.path("response").path("patch");
            if (patch.isMissingNode()) {
                return List.of();
            }
            List<String> operations = new ArrayList<>();
            try {
                for (JsonNode operation : MAPPER.readTree(patch.binaryValue())) {
                    if (!operation.path("op").asText().equals("replace")) {
                        throw new AssertionError("unexpected " + operation);
                    }
                    operations.add(operation.path("path").asText() + "="
                            + operation.path("value").asText());
                }
            } catch (IOException e) {
                throw new AssertionError("the patch is not JSON", e);
            }
            return operations;
        }
    }
}
