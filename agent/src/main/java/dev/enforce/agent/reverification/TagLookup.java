package dev.enforce.agent.reverification;

import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;

/** Finds what a tag means, for Pods whose node does not say what it runs. */
@FunctionalInterface
public interface TagLookup {

    /** @throws dev.enforce.oci.RegistryException if the registry does not say */
    PinnedReference resolve(ImageReference image, Keychain keychain, Deadline deadline);
}
