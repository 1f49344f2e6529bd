package dev.enforce.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a Service does in a cluster: takes a connection to whichever replica lives. */
final class LoopbackService implements AutoCloseable {

    private final ServerSocket server;
    private final List<Integer> replicas = new CopyOnWriteArrayList<>();

    LoopbackService() throws IOException {
        server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("service").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void add(int port) {
        replicas.add(port);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> forward(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void forward(Socket client) {
        for (int port : replicas) {
            try {
                Socket replica = new Socket(InetAddress.getLoopbackAddress(), port);
                Thread.ofVirtual().start(() -> copy(replica, client));
                copy(client, replica);
                return;
            } catch (IOException dead) {
                replicas.remove(Integer.valueOf(port));
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException ended) {
            // Either side may end a connection.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
