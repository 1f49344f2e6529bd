package dev.enforce.agent.admission;

import dev.enforce.oci.Keychain;
import java.util.List;

/** Finds the credentials with which a workload's images are read. */
@FunctionalInterface
public interface PodCredentials {

    /**
     * The credentials that the kubelet would use: those of the named Secrets, then those of the service account, then
     * the agent's own. A Secret or service account that does not exist is left out. Answers from memory: a warm
     * admission makes no request to the API server.
     *
     * @param namespace of the workload
     * @param serviceAccountName empty for {@code default}
     * @param imagePullSecrets names of Secrets in the same namespace
     */
    Keychain keychain(String namespace, String serviceAccountName, List<String> imagePullSecrets);

    /** No credentials for anybody. */
    static PodCredentials anonymous() {
        return (namespace, serviceAccountName, imagePullSecrets) -> Keychain.anonymous();
    }
}
