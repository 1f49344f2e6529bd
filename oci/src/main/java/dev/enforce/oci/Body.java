package dev.enforce.oci;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of an answer: whole and bounded, or as it arrives. */
sealed interface Body {

    /** A body went past its bound. */
    final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(long limit) {
            super("more than " + limit + " bytes");
        }
    }

    record Whole(byte[] bytes) implements Body {}

    record Arriving(InputStream stream) implements Body {}

    /** Error answers are read up to this bound, whatever the call would take. */
    int ERROR_BYTES = 16 << 10;

    /** Reads bodies whole, up to a bound; past it the connection is given up. */
    static BodyHandler<Body> whole(long limit) {
        return info -> {
            boolean failed = info.statusCode() >= 400;
            long bound = failed ? Math.min(limit, ERROR_BYTES) : limit;
            return new Bounded(bound, failed);
        };
    }

    /** Gives successful bodies as they arrive, others whole. */
    static BodyHandler<Body> arriving() {
        return info -> info.statusCode() == 200
                ? BodySubscribers.mapping(BodySubscribers.ofInputStream(), Arriving::new)
                : new Bounded(ERROR_BYTES, true);
    }

    /** Collects a body; called by one thread at a time, as the Flow contract says. */
    final class Bounded implements BodySubscriber<Body> {

        private final long limit;
        private final boolean cut;
        private final CompletableFuture<Body> result = new CompletableFuture<>();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription subscription;

        /** @param cut whether a longer body is cut (error texts) and not refused */
        Bounded(long limit, boolean cut) {
            this.limit = limit;
            this.cut = cut;
        }

        @Override
        public CompletionStage<Body> getBody() {
            return result;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            if (result.isDone()) {
                return;
            }
            for (ByteBuffer buffer : buffers) {
                int room = (int) Math.min(buffer.remaining(), limit - content.size());
                boolean tooMuch = buffer.remaining() > room;
                byte[] bytes = new byte[room];
                buffer.get(bytes);
                content.writeBytes(bytes);
                if (tooMuch) {
                    end();
                    return;
                }
            }
        }

        private void end() {
            if (cut) {
                result.complete(new Whole(content.toByteArray()));
            } else {
                result.completeExceptionally(new TooLarge(limit));
            }
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            result.complete(new Whole(content.toByteArray()));
        }
    }
}
