package dev.enforce.verification;

import dev.enforce.oci.Keychain;
import java.util.List;

/** Finds the credentials that a policy names for its signatures ({@code source.signaturePullSecrets}). */
@FunctionalInterface
public interface PullSecretLookup {

    /**
     * The credentials in these Secrets, in order. A Secret is looked for in the workload's namespace, then in the
     * system namespace; one that does not exist is left out.
     */
    Keychain keychain(String namespace, List<String> secrets);
}
