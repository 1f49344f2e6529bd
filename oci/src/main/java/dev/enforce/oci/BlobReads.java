package dev.enforce.oci;

import dev.enforce.model.Digest;
import dev.enforce.oci.RegistryException.Code;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpTimeoutException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads blobs, bounded and checked. */
final class BlobReads {

    private static final byte[] EMPTY_OBJECT = {'{', '}'};
    private static final Digest EMPTY_OBJECT_DIGEST = Digest.sha256(EMPTY_OBJECT);

    private final RegistrySettings settings;
    private final Transport transport;

    BlobReads(RegistrySettings settings, Transport transport) {
        this.settings = settings;
        this.transport = transport;
    }

    byte[] whole(Repository repository, Descriptor descriptor, long maxBytes, Keychain keychain, Deadline deadline) {
        checkSize(repository, descriptor, Math.min(maxBytes, Integer.MAX_VALUE - 16));
        if (descriptor.digest().equals(EMPTY_OBJECT_DIGEST) && descriptor.size() == EMPTY_OBJECT.length) {
            return EMPTY_OBJECT.clone(); // the specification's empty descriptor; its content is known
        }
        Answer answer;
        try {
            answer = transport.send(call(repository, descriptor, keychain, deadline));
        } catch (RegistryException e) {
            throw e.code() == Code.TOO_LARGE && e.getCause() instanceof Body.TooLarge
                    ? mismatch(repository, descriptor, "it is longer than the " + descriptor.size() + " bytes declared")
                    : e;
        }
        checkStatus(repository, descriptor, answer);
        byte[] bytes = answer.bytes();
        if (bytes.length != descriptor.size()) {
            throw mismatch(repository, descriptor, "it has " + bytes.length + " bytes, not " + descriptor.size());
        }
        if (!descriptor.digest().matches(bytes)) {
            throw mismatch(repository, descriptor, "the content has another digest");
        }
        return bytes;
    }

    <T> T arriving(
            Repository repository,
            Descriptor descriptor,
            long maxBytes,
            Keychain keychain,
            Deadline deadline,
            BlobReader<T> reader) {
        checkSize(repository, descriptor, maxBytes);
        Answer answer = transport.open(call(repository, descriptor, keychain, deadline));
        checkStatus(repository, descriptor, answer);
        String reference = reference(repository, descriptor);
        AtomicBoolean late = new AtomicBoolean();
        try (Limited raw = new Limited(streamOf(answer), descriptor.size())) {
            CompletableFuture<Void> watchdog = CompletableFuture.runAsync(
                    () -> giveUp(raw, late),
                    CompletableFuture.delayedExecutor(
                            deadline.remaining().toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread));
            try {
                return checked(repository, descriptor, raw, reader);
            } catch (IOException e) {
                if (raw.isBroken() || late.get()) {
                    throw e;
                }
                throw new RegistryException(
                        Code.MALFORMED, reference, "the content of blob " + reference + " cannot be read", e);
            } finally {
                watchdog.cancel(false);
            }
        } catch (IOException e) {
            IOException told = late.get() ? timeout(e) : e;
            throw Failures.ofIo(repository.registry(), reference, told);
        }
    }

    private static <T> T checked(Repository repository, Descriptor descriptor, Limited limited, BlobReader<T> reader)
            throws IOException {
        MessageDigest hash = descriptor.digest().algorithm().newMessageDigest();
        InputStream hashed = new Hashed(limited, hash);
        T result = reader.read(hashed);
        hashed.transferTo(OutputStream.nullOutputStream());
        if (limited.wentPast() || limited.count() != descriptor.size()) {
            throw mismatch(repository, descriptor, "it does not have the " + descriptor.size() + " bytes declared");
        }
        if (!MessageDigest.isEqual(hash.digest(), descriptor.digest().bytes())) {
            throw mismatch(repository, descriptor, "the content has another digest");
        }
        return result;
    }

    private static InputStream streamOf(Answer answer) {
        return switch (answer.body()) {
            case Body.Arriving(var stream) -> stream;
            case Body.Whole(var bytes) -> new ByteArrayInputStream(bytes);
        };
    }

    /** Closing the stream ends the exchange and wakes whoever reads. */
    private static void giveUp(InputStream raw, AtomicBoolean late) {
        late.set(true);
        try {
            raw.close();
        } catch (IOException e) {
            // the reader sees the same failure and tells it
        }
    }

    private static IOException timeout(IOException cause) {
        HttpTimeoutException timeout = new HttpTimeoutException("no whole blob in time");
        timeout.initCause(cause);
        return timeout;
    }

    private Call call(Repository repository, Descriptor descriptor, Keychain keychain, Deadline deadline) {
        return Call.read(
                        "GET",
                        repository,
                        "blobs/" + descriptor.digest(),
                        reference(repository, descriptor),
                        keychain,
                        deadline)
                .with("Accept", "*/*")
                .upTo(descriptor.size());
    }

    private void checkSize(Repository repository, Descriptor descriptor, long maxBytes) {
        long bound = Math.min(maxBytes, settings.maxBlobBytes());
        if (descriptor.size() > bound) {
            String reference = reference(repository, descriptor);
            throw new RegistryException(
                    Code.TOO_LARGE,
                    reference,
                    "blob " + reference + " has " + descriptor.size() + " bytes, more than the " + bound + " allowed");
        }
    }

    private static void checkStatus(Repository repository, Descriptor descriptor, Answer answer) {
        if (answer.status() != 200) {
            String reference = reference(repository, descriptor);
            throw new RegistryException(
                    Code.MALFORMED,
                    reference,
                    "registry " + repository.registry() + " answered " + answer.status() + " for " + reference
                            + ", which has no meaning there");
        }
    }

    private static String reference(Repository repository, Descriptor descriptor) {
        return repository + "@" + descriptor.digest();
    }

    private static RegistryException mismatch(Repository repository, Descriptor descriptor, String what) {
        String reference = reference(repository, descriptor);
        return new RegistryException(
                Code.DIGEST_MISMATCH,
                reference,
                "registry " + repository.registry() + " lies about blob " + reference + ": " + what);
    }

    /** Hashes what is skipped as well. */
    private static final class Hashed extends DigestInputStream {

        Hashed(InputStream in, MessageDigest hash) {
            super(in, hash);
        }

        @Override
        public long skip(long bytes) throws IOException {
            byte[] scratch = new byte[Math.clamp(bytes, 0, 8192)];
            return Math.max(read(scratch, 0, scratch.length), 0);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    /** Ends one byte after the size declared. */
    private static final class Limited extends FilterInputStream {

        private final long limit;
        private long count;
        private boolean broken;

        Limited(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        long count() {
            return count;
        }

        /** Whether the connection failed, and not whoever made sense of the content. */
        boolean isBroken() {
            return broken;
        }

        boolean wentPast() {
            return count > limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (count > limit) {
                return -1;
            }
            try {
                int got = in.read(into, from, (int) Math.min(length, limit + 1 - count));
                count += Math.max(got, 0);
                return got;
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }
}
