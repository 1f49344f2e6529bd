package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** One watch: writes events, a line of JSON each, until the client leaves or its time is over. */
final class WatchStream {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);
    private static final Duration BOOKMARK_PERIOD = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 250;

    private final Api api;
    private final ObjectStore store;
    private final InstantSource clock;
    private final ApiPath path;
    private final Api.Target target;
    private final Predicate<JsonNode> selected;

    WatchStream(Api api, ObjectStore store, InstantSource clock, ApiPath path, Caller caller) {
        this.api = api;
        this.store = store;
        this.clock = clock;
        this.path = path;
        this.target = path.target(caller);
        Predicate<JsonNode> named =
                object -> path.name().isEmpty() || path.name().equals(Json.text(object, "metadata", "name"));
        this.selected = named.and(Selector.labels(path.parameter("labelSelector")))
                .and(Selector.fields(path.parameter("fieldSelector")));
    }

    /**
     * Runs until the end; {@code open} is called once it is sure that the watch can begin.
     *
     * @throws ApiError with 410 when the wanted revision is no longer known
     */
    void run(BooleanSupplier serving, ResponseOpener open) throws IOException, InterruptedException {
        String asked = path.parameter("resourceVersion");
        boolean initial = asked.isEmpty() || asked.equals("0") || path.flag("sendInitialEvents");
        ObjectStore.Snapshot snapshot = initial ? api.list(target) : null;
        long since = snapshot == null ? revision(asked) : snapshot.revision();
        try (ObjectStore.Watcher watcher = store.watch(since);
                OutputStream out = open.open()) {
            if (snapshot != null) {
                for (ObjectNode object : snapshot.objects()) {
                    if (selected.test(object)) {
                        write(out, "ADDED", object);
                    }
                }
                if (path.flag("sendInitialEvents")) {
                    writeBookmark(out, since, true);
                }
            }
            out.flush();
            follow(watcher, out, serving);
        }
    }

    /** Begins the response. */
    interface ResponseOpener {
        OutputStream open() throws IOException;
    }

    private static long revision(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiError.badRequest("Invalid value: \"" + text + "\": resourceVersion");
        }
    }

    private void follow(ObjectStore.Watcher watcher, OutputStream out, BooleanSupplier serving)
            throws IOException, InterruptedException {
        String seconds = path.parameter("timeoutSeconds");
        Duration timeout = seconds.isEmpty() ? DEFAULT_TIMEOUT : Duration.ofSeconds(revision(seconds));
        Instant end = clock.instant().plus(timeout);
        Instant nextBookmark = clock.instant().plus(BOOKMARK_PERIOD);
        while (serving.getAsBoolean() && !watcher.isCutOff() && clock.instant().isBefore(end)) {
            long before = store.revision();
            ObjectStore.Event event = watcher.events().poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (event != null) {
                write(out, event);
                if (watcher.events().isEmpty()) {
                    out.flush();
                }
            } else if (path.flag("allowWatchBookmarks") && clock.instant().isAfter(nextBookmark)) {
                writeBookmark(out, before, false);
                out.flush();
                nextBookmark = clock.instant().plus(BOOKMARK_PERIOD);
            }
        }
    }

    private void write(OutputStream out, ObjectStore.Event event) throws IOException {
        if (!event.key().isOf(path.type())
                || !(path.namespace().isEmpty()
                        || path.namespace().equals(event.key().namespace()))) {
            return;
        }
        boolean now = event.change() != ObjectStore.Change.DELETED && selected.test(event.object());
        boolean before = event.previous().filter(selected).isPresent();
        if (now || before) {
            String type = !before ? "ADDED" : now ? "MODIFIED" : "DELETED";
            write(out, type, api.convert(target, event.object()));
        }
    }

    private static void write(OutputStream out, String type, ObjectNode object) throws IOException {
        ObjectNode line = Json.object().put("type", type);
        line.set("object", object);
        out.write(Json.bytes(line));
        out.write('\n');
    }

    private void writeBookmark(OutputStream out, long revision, boolean endOfInitial) throws IOException {
        ObjectNode object = Json.object()
                .put("kind", path.type().kind())
                .put("apiVersion", path.type().apiVersion(path.version()));
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(revision));
        if (endOfInitial) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        write(out, "BOOKMARK", object);
    }
}
