package dev.enforce.demo;

/**
 * The kubectl commands of the story. Against a real API server they are run by kubectl itself; the simulated one is
 * spoken to by its API, with the words that kubectl would print.
 */
interface Kubectl {

    /** What a command printed, and how it ended. */
    record Output(int exitCode, String text) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** {@code kubectl apply -f <file>} */
    Output apply(String file, String yaml);

    /**
     * {@code kubectl run <name> --image=<image>}
     *
     * @param imageId what the made-up node is to report as the image's digest; empty to leave it to the node
     */
    Output run(String name, String image, String imageId);

    /** {@code kubectl label ns <namespace> <key>=<value> --overwrite} */
    Output labelNamespace(String namespace, String key, String value);

    /** {@code kubectl get clusterimagepolicies} */
    Output getPolicies();

    /** {@code kubectl get pod <name> -o jsonpath={.spec.containers[0].image}} */
    Output imageOf(String pod);
}
