package dev.enforce.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** AdmissionReviews of Pods of one container, as an API server writes them, with images taken in turn. */
final class ReviewBodies {

    private static final String TEMPLATE = """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"%1$s",\
        "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},\
        "requestKind":{"group":"","version":"v1","kind":"Pod"},"requestResource":{"group":"","version":"v1","resource":"pods"},\
        "name":"p-%2$d","namespace":"prod","operation":"CREATE","userInfo":{"username":"admin","uid":"admin",\
        "groups":["system:masters","system:authenticated"]},"object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p-%2$d",\
        "namespace":"prod","creationTimestamp":null,"labels":{"app":"demo"}},"spec":{"containers":[{"name":"main","image":"%3$s",\
        "resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File",\
        "imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,\
        "dnsPolicy":"ClusterFirst","serviceAccountName":"%4$s","serviceAccount":"%4$s","securityContext":{},\
        "schedulerName":"default-scheduler","enableServiceLinks":true},"status":{}},"oldObject":null,"dryRun":false,\
        "options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}}""";

    private final List<String> images;
    private final String serviceAccount;
    private final AtomicInteger next = new AtomicInteger();

    ReviewBodies(List<String> images, String serviceAccount) {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a load needs at least one image");
        }
        this.images = List.copyOf(images);
        this.serviceAccount = serviceAccount;
    }

    byte[] next() {
        int number = next.getAndIncrement() & Integer.MAX_VALUE;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        UUID uid = new UUID(random.nextLong(), random.nextLong());
        String image = images.get(number % images.size());
        return TEMPLATE.formatted(uid, number, image, serviceAccount).getBytes(StandardCharsets.UTF_8);
    }
}
