package dev.enforce.cluster;

/** Which cluster somebody wants. */
public sealed interface ClusterChoice {

    /** What to tell somebody who looks at the imitation. */
    String HOW_TO_GET_A_REAL_ONE = "add --cluster real for a real one, built once in about 7 minutes";

    /** The best that is there at once: real when its binary is there, else simulated. */
    record Auto() implements ClusterChoice {}

    /** The imitation, even if a real one could be had. */
    record Simulated() implements ClusterChoice {}

    /** The real one; its binary is built when there is none. */
    record Real() implements ClusterChoice {}

    /** A cluster that exists already, by the name of its context in the user's kubeconfig. */
    record Context(String name) implements ClusterChoice {
        public Context {
            if (name.isBlank()) {
                throw new IllegalArgumentException("the name of a kubeconfig context is empty");
            }
        }
    }

    /** Reads {@code auto}, {@code simulated} or {@code real}; every other text is the name of a context. */
    static ClusterChoice parse(String text) {
        return switch (text) {
            case "auto" -> new Auto();
            case "simulated" -> new Simulated();
            case "real" -> new Real();
            default -> new Context(text);
        };
    }
}
