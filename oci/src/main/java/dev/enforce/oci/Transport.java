package dev.enforce.oci;

import dev.enforce.oci.RegistryException.Code;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Carries calls to registries: in turn, with credentials, over redirects, and again when that can help. */
final class Transport {

    private static final int MAX_REDIRECTS = 5;
    private static final long FIRST_PAUSE_MILLIS = 200;

    private final RegistrySettings settings;
    private final RegistryTls tls;
    private final Wire wire;
    private final RedirectRules rules;
    private final RegistryMemory memory;
    private final Authenticator authenticator;
    private final Pause pause;
    private final RandomGenerator random;

    Transport(
            RegistrySettings settings,
            RegistryTls tls,
            Wire wire,
            RedirectRules rules,
            RegistryMemory memory,
            Authenticator authenticator,
            Pause pause,
            RandomGenerator random) {
        this.settings = settings;
        this.tls = tls;
        this.wire = wire;
        this.rules = rules;
        this.memory = memory;
        this.authenticator = authenticator;
        this.pause = pause;
        this.random = random;
    }

    /** The answer with its whole body: a success, or a status that the call tolerates. */
    Answer send(Call call) {
        return tried(call, Body.whole(call.limit()));
    }

    /** The answer with its body as it arrives; the caller closes it. */
    Answer open(Call call) {
        return tried(call, Body.arriving());
    }

    URI base(Repository repository) {
        try {
            URI uri = URI.create(
                    (tls.isPlain(repository.registry()) ? "http://" : "https://") + repository.registry() + "/v2/");
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // told below, as a name that has the right letters in the wrong places
        }
        throw new RegistryException(
                Code.UNSUPPORTED,
                repository.toString(),
                "registry " + repository.registry() + " is not a host that can be connected to");
    }

    private Answer tried(Call call, BodyHandler<Body> handler) {
        for (int attempt = 1; ; attempt++) {
            RegistryException failure;
            @Nullable Duration asked = null;
            try {
                Answer answer = inTurn(call, handler);
                if (answer.status() < 400 || call.tolerated().contains(answer.status())) {
                    return answer;
                }
                failure = Failures.ofStatus(call, answer);
                asked = RetryAfter.of(answer);
            } catch (RegistryException e) {
                failure = e;
            } catch (IOException e) {
                failure = Failures.ofIo(call.registry(), call.reference(), e);
            }
            if (!call.isRead() || !failure.isTransient() || attempt >= settings.tries()) {
                throw failure;
            }
            waitBefore(attempt, asked, call.deadline(), failure);
        }
    }

    private void waitBefore(int attempt, @Nullable Duration asked, Deadline deadline, RegistryException failure) {
        long backoff = FIRST_PAUSE_MILLIS << (attempt - 1);
        Duration duration = asked != null ? asked : Duration.ofMillis(backoff / 2 + random.nextLong(backoff));
        if (failure.code() == Code.INTERRUPTED
                || duration.compareTo(settings.longestPause()) > 0
                || duration.compareTo(deadline.remaining()) >= 0) {
            throw failure;
        }
        try {
            pause.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private Answer inTurn(Call call, BodyHandler<Body> handler) throws IOException {
        var permits = memory.of(call.registry()).permits;
        try {
            if (!permits.tryAcquire(call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new RegistryException(
                        Code.TIMEOUT,
                        call.reference(),
                        "no turn in time for " + call.reference() + ": too many requests to registry " + call.registry()
                                + " are under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException(
                    Code.INTERRUPTED, call.reference(), "interrupted while waiting for " + call.reference(), e);
        }
        boolean kept = false;
        try {
            Answer answer = authenticated(call, handler);
            if (answer.body() instanceof Body.Arriving(var stream)) {
                kept = true;
                return new Answer(
                        answer.status(),
                        answer.headers(),
                        new Body.Arriving(new HeldStream(stream, permits)),
                        answer.uri());
            }
            return answer;
        } finally {
            if (!kept) {
                permits.release();
            }
        }
    }

    /** Keeps its turn at the registry until it is closed. */
    private static final class HeldStream extends FilterInputStream {

        private final AtomicReference<@Nullable Semaphore> held;

        HeldStream(InputStream in, Semaphore permits) {
            super(in);
            this.held = new AtomicReference<>(permits);
        }

        @Override
        public void close() throws IOException {
            Semaphore permits = held.getAndSet(null);
            if (permits != null) {
                permits.release();
            }
            super.close();
        }
    }

    private Answer authenticated(Call call, BodyHandler<Body> handler) throws IOException {
        URI base = base(call.repository());
        String sent = authenticator.beforehand(call, base);
        Answer answer = followed(call, base, sent, handler);
        if (answer.status() == 401) {
            return challenged(call, base, sent, answer, handler);
        }
        String unasked = sent == null && isHiding(answer) ? authenticator.unasked(call) : null;
        if (unasked == null) {
            return answer;
        }
        Answer shown = followed(call, base, unasked, handler);
        if (shown.status() == 401) {
            return challenged(call, base, unasked, shown, handler);
        }
        if (shown.status() < 400 || shown.status() == 404) {
            authenticator.rememberBasic(call);
            return shown;
        }
        return answer;
    }

    private Answer challenged(Call call, URI base, @Nullable String sent, Answer refused, BodyHandler<Body> handler)
            throws IOException {
        String next = authenticator.afterChallenge(call, base, refused, sent);
        return next == null ? refused : followed(call, base, next, handler);
    }

    /** Registries that let everybody in may hide what is private instead of asking who is there. */
    private static boolean isHiding(Answer answer) {
        return answer.status() == 403 || answer.status() == 404;
    }

    private Answer followed(Call call, URI base, @Nullable String authorization, BodyHandler<Body> handler)
            throws IOException {
        URI uri = call.target() != null
                ? call.target()
                : base.resolve(call.repository().name() + "/" + call.path());
        String bearer = RedirectRules.sameOrigin(base, uri) ? authorization : null;
        Deadline deadline = call.deadline().earlier(Deadline.after(settings.requestTimeout()));
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            Map<String, String> headers = new HashMap<>(call.headers());
            if (bearer != null) {
                headers.put("Authorization", bearer);
            }
            Answer answer = wire.exchange(call.method(), uri, headers, call.content(), handler, deadline);
            if (!answer.isRedirect() || !call.isRead()) {
                return answer;
            }
            URI next = target(call, uri, answer.header("Location").orElseThrow());
            rules.check(call.registry(), call.reference(), base, next, "redirect");
            rules.check(call.registry(), call.reference(), uri, next, "redirect");
            bearer = RedirectRules.sameOrigin(base, next) ? bearer : null;
            uri = next;
        }
        throw new RegistryException(
                Code.MALFORMED,
                call.reference(),
                "registry " + call.registry() + " redirects more than " + MAX_REDIRECTS + " times for "
                        + call.reference());
    }

    /** An address that an answer names, made whole. */
    static URI target(Call call, URI from, String location) {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    Code.MALFORMED,
                    call.reference(),
                    "registry " + call.registry() + " names an address that is none for " + call.reference(),
                    e);
        }
    }
}
