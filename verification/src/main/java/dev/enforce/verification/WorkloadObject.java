package dev.enforce.verification;

/** The object itself that runs or wants to run an image; read only when a policy asks for it. */
@FunctionalInterface
public interface WorkloadObject {

    /** Nothing is known of it: policies that read it cannot be evaluated. */
    WorkloadObject UNKNOWN = () -> new Unread("it is not known here");

    /** Blocking; never throws. */
    Reading read();

    /** What reading came to. */
    sealed interface Reading {}

    /**
     * The object.
     *
     * @param spec JSON of {@code spec} in UTF-8; the text {@code null} when absent
     * @param metadata JSON of {@code metadata} in UTF-8; the text {@code null} when absent
     */
    record Read(byte[] spec, byte[] metadata) implements Reading {}

    /** It could not be read. */
    record Unread(String reason) implements Reading {}
}
