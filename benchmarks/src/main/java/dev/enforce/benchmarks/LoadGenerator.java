package dev.enforce.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends reviews to a webhook, ours or a peer's. */
final class LoadGenerator {

    private final URI url;
    private final ReviewBodies bodies;
    private final @Nullable Long serverPid;

    LoadGenerator(URI url, ReviewBodies bodies, @Nullable Long serverPid) {
        this.url = url;
        this.bodies = bodies;
        this.serverPid = serverPid;
    }

    /** When the next review is to be sent, by one of several senders. */
    private interface Schedule {
        long END = Long.MIN_VALUE;

        /** Reading of {@link System#nanoTime()} at which the review was meant to start; {@link #END} when there is none. */
        long next();
    }

    /** Each client sends its next review when it has the answer to its last one. */
    LoadResult closedLoop(int clients, Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        Schedule schedule = () -> {
            long now = System.nanoTime();
            return now - end < 0 ? now : Schedule.END;
        };
        return run("c=" + clients, clients, schedule);
    }

    /**
     * Reviews start at a fixed rate whatever the answers do. Latency counts from the moment at which a review was meant
     * to start, so a server that stalls is charged for all that waits behind it.
     *
     * @param connections enough that none is waited for while the server keeps up
     */
    LoadResult openLoop(int perSecond, int connections, Duration length) throws InterruptedException {
        long start = System.nanoTime();
        long period = Duration.ofSeconds(1).toNanos() / perSecond;
        long count = length.toNanos() / period;
        AtomicLong sent = new AtomicLong();
        Schedule schedule = () -> {
            long number = sent.getAndIncrement();
            if (number >= count) {
                return Schedule.END;
            }
            long intended = start + number * period;
            for (long wait = intended - System.nanoTime(); wait > 0; wait = intended - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            return intended;
        };
        return run(perSecond + "/s", connections, schedule);
    }

    private LoadResult run(String level, int connections, Schedule schedule) throws InterruptedException {
        List<Sender> senders = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        ProcessUse before = serverPid == null ? null : ProcessUse.of(serverPid);
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            Sender sender = new Sender(schedule);
            senders.add(sender);
            threads.add(Thread.ofPlatform().name("load-" + i).start(sender));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        ProcessUse after = serverPid == null ? null : ProcessUse.of(serverPid);
        return new LoadResult(
                level,
                took,
                Latencies.together(
                        senders.stream().map(sender -> sender.latencies).toList()),
                senders.stream().mapToLong(sender -> sender.allowed).sum(),
                senders.stream().mapToLong(sender -> sender.denied).sum(),
                senders.stream().mapToLong(sender -> sender.bad).sum(),
                before,
                after);
    }

    /** One client on its own connection. */
    private final class Sender implements Runnable {

        private static final byte[] ALLOWED = "\"allowed\":true".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] DENIED = "\"allowed\":false".getBytes(StandardCharsets.US_ASCII);
        private static final int MOST_BAD = 100;

        private final Schedule schedule;
        private final Latencies latencies = new Latencies();
        private long allowed;
        private long denied;
        private long bad;

        Sender(Schedule schedule) {
            this.schedule = schedule;
        }

        @Override
        public void run() {
            while (bad < MOST_BAD) {
                try (WebhookConnection connection = WebhookConnection.open(url)) {
                    send(connection);
                    return;
                } catch (IOException e) {
                    bad++;
                }
            }
        }

        private void send(WebhookConnection connection) throws IOException {
            for (long intended = schedule.next(); intended != Schedule.END; intended = schedule.next()) {
                WebhookConnection.Response response = connection.post(bodies.next());
                latencies.add(System.nanoTime() - intended);
                if (response.status() == 200 && contains(response.body(), ALLOWED)) {
                    allowed++;
                } else if (response.status() == 200 && contains(response.body(), DENIED)) {
                    denied++;
                } else {
                    bad++;
                }
            }
        }

        private static boolean contains(byte[] body, byte[] wanted) {
            for (int i = 0; i <= body.length - wanted.length; i++) {
                int j = 0;
                while (j < wanted.length && body[i + j] == wanted[j]) {
                    j++;
                }
                if (j == wanted.length) {
                    return true;
                }
            }
            return false;
        }
    }
}
