package dev.enforce.demo;

import dev.enforce.cluster.ClusterChoice;
import dev.enforce.cluster.ClusterKind;

/** What a newcomer may do next. */
final class NextSteps {

    private final Screen screen;
    private final DemoWorld world;

    NextSteps(Screen screen, DemoWorld world) {
        this.screen = screen;
        this.world = world;
    }

    void show(DemoOptions options) {
        screen.blank();
        if (options.keep() && !options.exit()) {
            screen.heading("It is still running; Ctrl-C ends it and leaves nothing behind");
            screen.command("export KUBECONFIG=" + world.cluster().kubeconfig());
            screen.command("kubectl get pods,events");
            screen.command(
                    "kubectl annotate configmap -n cosign-system config-image-policies gulfstream.dev/resync=2s --overwrite");
            screen.command("kubectl describe clusterimagepolicy " + DemoPolicies.POLICY);
        } else {
            screen.heading("Next");
            screen.output("./enforce demo --keep             leave it running and use kubectl against it");
        }
        if (world.cluster().kind() == ClusterKind.SIMULATED) {
            screen.output("./enforce demo --cluster real     " + ClusterChoice.HOW_TO_GET_A_REAL_ONE);
        }
        screen.output("docs/install/README.md            install the agent in a cluster of your own");
        screen.output("docs/policies/README.md           write a policy, five samples to copy");
    }
}
