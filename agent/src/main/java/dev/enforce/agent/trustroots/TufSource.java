package dev.enforce.agent.trustroots;

import dev.enforce.model.Digest;
import dev.enforce.policy.TrustRootResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A TUF repository and the root that it is followed from. */
public sealed interface TufSource {

    /** Folder of the targets. */
    String targetsFolder();

    /** Name of the target that is the trust root. */
    String target();

    /** The trusted {@code root.json}. */
    byte[] root();

    /** Names this very source: changes when anything of it does. */
    String fingerprint();

    /** One that is read over the network. */
    record Mirror(URI url, byte[] root, String targetsFolder, String target) implements TufSource {

        public Mirror {
            root = root.clone();
        }

        @Override
        public byte[] root() {
            return root.clone();
        }

        @Override
        public String fingerprint() {
            return digest(
                    root, ("mirror\n" + url + "\n" + targetsFolder + "\n" + target).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** One that is carried along as a tar.gz. */
    record Carried(byte[] archive, byte[] root, String targetsFolder, String target) implements TufSource {

        public Carried {
            archive = archive.clone();
            root = root.clone();
        }

        @Override
        public byte[] archive() {
            return archive.clone();
        }

        @Override
        public byte[] root() {
            return root.clone();
        }

        @Override
        public String fingerprint() {
            byte[] names = ("carried\n" + targetsFolder + "\n" + target + "\n").getBytes(StandardCharsets.UTF_8);
            return digest(root, names, archive);
        }
    }

    /**
     * The source that a validated TrustRoot with defaults names; empty if its keys stand in the object.
     *
     * @throws IllegalArgumentException if a field is not base64 or the mirror no URL
     */
    static Optional<TufSource> of(TrustRootResource.Spec spec) {
        TrustRootResource.Remote remote = spec.remote();
        if (remote != null) {
            return Optional.of(new Mirror(
                    URI.create(remote.mirror()), base64(remote.root()), remote.targets(), remote.trustedRootTarget()));
        }
        TrustRootResource.Repository carried = spec.repository();
        return carried == null
                ? Optional.empty()
                : Optional.of(new Carried(
                        base64(carried.mirrorFs()),
                        base64(carried.root()),
                        carried.targets(),
                        carried.trustedRootTarget()));
    }

    /** The public-good instance at a mirror of its repository, followed from the root that this release carries. */
    static Mirror publicGood(URI mirror) {
        try (InputStream in = TufSource.class.getResourceAsStream("public-good-root.json")) {
            if (in == null) {
                throw new IllegalStateException("the public-good root is missing from this build");
            }
            return publicGood(mirror, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same from another root. */
    static Mirror publicGood(URI mirror, byte[] root) {
        return new Mirror(mirror, root, "targets", "trusted_root.json");
    }

    private static byte[] base64(String text) {
        return Base64.getMimeDecoder().decode(text);
    }

    private static String digest(byte[]... parts) {
        StringBuilder text = new StringBuilder();
        for (byte[] part : parts) {
            text.append(Digest.sha256(part).hex()).append('\n');
        }
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }
}
