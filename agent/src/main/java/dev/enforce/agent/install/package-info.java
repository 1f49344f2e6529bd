/** How the agent gets into a cluster: manifests, and its own webhooks' registration, which it keeps right itself. */
@NullMarked
package dev.enforce.agent.install;

import org.jspecify.annotations.NullMarked;
