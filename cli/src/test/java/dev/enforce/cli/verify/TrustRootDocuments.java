package dev.enforce.cli.verify;

import dev.enforce.signing.PrivateSigstore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** TrustRoot documents of a private sigstore. */
final class TrustRootDocuments {

    private TrustRootDocuments() {}

    /** One that carries the TUF repository along. */
    static String carried(PrivateSigstore sigstore) {
        return "{apiVersion: policy.sigstore.dev/v1alpha1, kind: TrustRoot, metadata: {name: carried}, spec: {repository:"
                + " {root: " + base64(sigstore.tufRoot()) + ", mirrorFS: " + base64(mirror(sigstore))
                + ", targets: targets}}}";
    }

    private static byte[] mirror(PrivateSigstore sigstore) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        String base = sigstore.tufUrl().toString();
        files.put("timestamp.json", get(base + "/timestamp.json"));
        files.put("1.snapshot.json", get(base + "/1.snapshot.json"));
        files.put("1.targets.json", get(base + "/1.targets.json"));
        byte[] root = sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8);
        String name = "targets/" + HexFormat.of().formatHex(sha256(root)) + ".trusted_root.json";
        files.put(name, get(base + "/" + name));
        return tarGz(files);
    }

    private static byte[] get(String url) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new AssertionError(url + " answered " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        return dev.enforce.model.Digest.sha256(bytes).bytes();
    }

    private static byte[] tarGz(Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream tar = new GZIPOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                byte[] header = new byte[512];
                byte[] name = ("repository/" + file.getKey()).getBytes(StandardCharsets.UTF_8);
                int cut = name.length <= 100 ? 0 : "repository/targets".length();
                if (cut > 0) {
                    System.arraycopy(name, 0, header, 345, cut);
                    System.arraycopy("ustar".getBytes(StandardCharsets.UTF_8), 0, header, 257, 5);
                    System.arraycopy(name, cut + 1, header, 0, name.length - cut - 1);
                } else {
                    System.arraycopy(name, 0, header, 0, name.length);
                }
                byte[] size = "%011o".formatted(file.getValue().length).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(size, 0, header, 124, size.length);
                header[156] = '0';
                tar.write(header);
                tar.write(file.getValue());
                tar.write(new byte[(512 - file.getValue().length % 512) % 512]);
            }
            tar.write(new byte[1024]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
