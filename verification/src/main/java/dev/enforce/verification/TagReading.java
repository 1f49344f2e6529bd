package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.oci.RegistryException;

/** What a registry said about one tag. */
sealed interface TagReading {

    /** Nobody asked. */
    record NotWanted() implements TagReading {}

    /** The tag does not exist. */
    record Absent() implements TagReading {}

    /** The tag means this manifest. */
    record Present(Digest manifest, String mediaType) implements TagReading {}

    /** The registry did not say. */
    record Unread(RegistryException problem) implements TagReading {}
}
