/** What a cluster configures: ConfigMaps and options, strict, live, the last good value kept when a new one is bad. */
@NullMarked
package dev.enforce.agent.configuration;

import org.jspecify.annotations.NullMarked;
