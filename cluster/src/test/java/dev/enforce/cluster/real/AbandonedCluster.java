package dev.enforce.cluster.real;

import java.nio.file.Path;
import java.time.InstantSource;

/** Starts a control plane, prints its process ids, and dies without a chance to clean up. */
final class AbandonedCluster {

    private AbandonedCluster() {}

    public static void main(String[] arguments) {
        RealCluster cluster = RealCluster.start(Path.of(arguments[0]), InstantSource.system());
        System.out.println(cluster.directory());
        cluster.processIds().forEach(System.out::println);
        System.out.flush();
        Runtime.getRuntime().halt(1);
    }
}
