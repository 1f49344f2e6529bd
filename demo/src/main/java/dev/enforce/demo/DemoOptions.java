package dev.enforce.demo;

import dev.enforce.cluster.ClusterChoice;

/**
 * What somebody asked the demo for.
 *
 * @param keep leave everything running at the end
 * @param exit end at once with the status of the story
 */
record DemoOptions(ClusterChoice cluster, boolean keep, boolean exit) {}
