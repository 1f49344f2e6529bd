package dev.enforce.agent.reverification;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends events by HTTP POST; redirects are not followed. */
public final class HttpEventTransport implements EventTransport {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI sink;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @throws IllegalArgumentException if the address is not one of http or https with a host */
    public HttpEventTransport(URI sink) {
        boolean http = "http".equals(sink.getScheme()) || "https".equals(sink.getScheme());
        if (!http || sink.getHost() == null) {
            throw new IllegalArgumentException("an event sink is an http or https address, not " + sink);
        }
        this.sink = sink;
    }

    @Override
    public int send(CloudEvent event) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(sink)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(event.body()));
        event.headers().forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
