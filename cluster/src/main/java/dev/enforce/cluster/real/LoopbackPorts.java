package dev.enforce.cluster.real;

import dev.enforce.cluster.ClusterException;
import dev.enforce.cluster.ClusterException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports that nobody listens on; somebody may take one before its program does, so starting is tried again. */
final class LoopbackPorts {

    private LoopbackPorts() {}

    static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new ClusterException(Code.IO, "no free port on loopback: " + e.getMessage(), e);
        } finally {
            held.forEach(LoopbackPorts::release);
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new ClusterException(Code.IO, "cannot release a port: " + e.getMessage(), e);
        }
    }
}
