package dev.enforce.oci;

/** What became of a tag that was read before. */
public sealed interface Revalidation {

    /** The tag still means the digest that is known. */
    record Unchanged() implements Revalidation {}

    /** The tag means something else, or nothing was known of it. */
    record Changed(ManifestDocument manifest) implements Revalidation {}

    /** The tag does not exist. */
    record Absent() implements Revalidation {}
}
