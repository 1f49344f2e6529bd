package dev.enforce.agent;

import dev.enforce.cluster.ClusterChoice;

/** The same against the imitation, which the demo uses where no real API server can be had. */
class AgentOnSimulatedClusterTest extends AgentOnClusterTest {

    @Override
    ClusterChoice choice() {
        return new ClusterChoice.Simulated();
    }
}
