package dev.enforce.oci;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One HTTP/1.1 connection for {@code HEAD} alone, whose answers have no body. Used by one thread at a time.
 *
 * <p>Reads strictly: what is not plainly an answer is a {@link ProtocolException}, and the connection is over.
 */
final class HeadConnection implements Closeable {

    private static final int MAX_HEAD_BYTES = 32 << 10;
    private static final int MAX_FIELDS = 100;

    private final Socket socket;
    private byte[] buffer = new byte[2 << 10];
    private boolean reusable = true;
    private long idleSince;

    HeadConnection(Socket socket) {
        this.socket = socket;
    }

    /** Asks, and reads the answer until the deadline. */
    Answer ask(URI uri, byte[] request, Deadline deadline) throws IOException {
        reusable = false;
        socket.getOutputStream().write(request);
        int length = readHead(deadline);
        int end = endOfHead(0, length);
        List<String> lines = lines(end);
        int status = status(lines.getFirst());
        HttpHeaders fields = fields(lines);
        // Whatever comes behind an answer without a body belongs to none.
        reusable = end + 4 == length
                && lines.getFirst().startsWith("HTTP/1.1")
                && fields.allValues("Connection").stream().noneMatch(value -> value.equalsIgnoreCase("close"));
        return new Answer(status, fields, new Body.Whole(new byte[0]), uri);
    }

    /** Whether another answer can be read after the last one. */
    boolean isReusable() {
        return reusable;
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }

    /** Whether it was left alone for long, or its peer said something unasked or went. */
    boolean isStale(long now, long longest) {
        try {
            return now - idleSince > longest || socket.getInputStream().available() != 0;
        } catch (IOException gone) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Fills the buffer until there is an empty line in it, and returns how many bytes came. */
    private int readHead(Deadline deadline) throws IOException {
        InputStream in = socket.getInputStream();
        int length = 0;
        while (true) {
            if (length == buffer.length) {
                if (length == MAX_HEAD_BYTES) {
                    throw new ProtocolException("more than " + MAX_HEAD_BYTES + " bytes of header");
                }
                buffer = Arrays.copyOf(buffer, Math.min(MAX_HEAD_BYTES, 2 * length));
            }
            long millis = deadline.remaining().toMillis();
            if (millis == 0) {
                throw new SocketTimeoutException("no whole answer in time");
            }
            socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
            int read = in.read(buffer, length, buffer.length - length);
            if (read < 0) {
                throw new EOFException("the connection ended before the answer");
            }
            length += read;
            if (endOfHead(Math.max(0, length - read - 3), length) >= 0) {
                return length;
            }
        }
    }

    private int endOfHead(int from, int to) {
        for (int i = from; i + 4 <= to; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private List<String> lines(int end) throws ProtocolException {
        List<String> lines = new ArrayList<>(16);
        int start = 0;
        for (int i = 0; i <= end; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
                lines.add(new String(buffer, start, i - start, StandardCharsets.ISO_8859_1));
                start = i + 2;
            } else if (buffer[i] == '\n' && (i == 0 || buffer[i - 1] != '\r')) {
                throw new ProtocolException("a bare line feed in the header");
            }
        }
        if (lines.size() > MAX_FIELDS + 1) {
            throw new ProtocolException("more than " + MAX_FIELDS + " header fields");
        }
        return lines;
    }

    private static int status(String line) throws ProtocolException {
        boolean known = line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 ");
        if (!known || line.length() < 12 || (line.length() > 12 && line.charAt(12) != ' ')) {
            throw new ProtocolException("no HTTP/1 status line");
        }
        int status = 0;
        for (int i = 9; i < 12; i++) {
            char c = line.charAt(i);
            if (c < '0' || c > '9') {
                throw new ProtocolException("a status that is no number");
            }
            status = status * 10 + c - '0';
        }
        if (status < 200) {
            throw new ProtocolException("an interim answer");
        }
        return status;
    }

    private static HttpHeaders fields(List<String> lines) throws ProtocolException {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon < 1 || !isName(line, colon)) {
                throw new ProtocolException("a header field without a name");
            }
            fields.computeIfAbsent(line.substring(0, colon), ignored -> new ArrayList<>(1))
                    .add(line.substring(colon + 1).strip());
        }
        return HttpHeaders.of(fields, (name, value) -> true);
    }

    private static boolean isName(String line, int end) {
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
