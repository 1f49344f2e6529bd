package dev.enforce.cli.verify;

import dev.enforce.model.Digest;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Manifest;
import dev.enforce.oci.MediaTypes;
import dev.enforce.oci.OciLayout;
import dev.enforce.oci.RegistryClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the image lies: a registry, or an OCI layout on disk, for which nothing is fetched.
 *
 * @param reference what policies know it by
 */
record ImageSource(RegistryClient client, ImageReference reference) implements AutoCloseable {

    private static final List<String> LAYOUT_PREFIXES = List.of("oci-layout:", "oci:");
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final Pattern EVIDENCE_TAG = Pattern.compile("(.*:)?sha256-[0-9a-f]{64}.*");
    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^a-z0-9]+");
    private static final int MAX_INDEX = 4 << 20;

    /** A layout's directory and what is asked for in it: {@code :tag}, {@code @digest} or nothing. */
    private record Place(Path directory, String wanted) {

        static Place parse(String text) {
            int at = text.indexOf("@sha");
            if (at > 0) {
                return new Place(Path.of(text.substring(0, at)), text.substring(at));
            }
            int colon = text.lastIndexOf(':');
            return colon > text.lastIndexOf('/') && !Files.isDirectory(Path.of(text))
                    ? new Place(Path.of(text.substring(0, colon)), text.substring(colon))
                    : new Place(Path.of(text), "");
        }
    }

    /**
     * Opens what an argument names.
     *
     * @param knownAs the name by which policies know an image in a layout; null for what the layout says, else
     *     {@code localhost/} and the directory
     */
    static ImageSource open(String image, @Nullable String knownAs) {
        for (String prefix : LAYOUT_PREFIXES) {
            if (image.startsWith(prefix)) {
                return layout(Place.parse(image.substring(prefix.length())), knownAs);
            }
        }
        if (knownAs != null) {
            throw new InputException("--as goes with an OCI layout: an image in a registry has its name");
        }
        return new ImageSource(HttpRegistryClient.create(), parse(image));
    }

    PinnedReference resolve(Keychain keychain) {
        return client.resolve(reference, keychain);
    }

    private static ImageSource layout(Place place, @Nullable String knownAs) {
        if (!Files.isDirectory(place.directory())) {
            throw new InputException(place.directory() + ": no such directory");
        }
        OciLayout layout = OciLayout.open(place.directory());
        if (place.wanted().startsWith("@")) {
            String name = knownAs == null ? "localhost/" + directoryName(place.directory()) : knownAs;
            return new ImageSource(
                    layout, parse(name).pin(digest(place.wanted())).reference());
        }
        Descriptor entry = entry(place);
        String named = entry.annotations().getOrDefault(REF_NAME, "");
        String name = knownAs != null ? knownAs : name(place.directory(), named);
        return new ImageSource(layout, parse(name).pin(entry.digest()).reference());
    }

    /** The full name that a layout gives, else one of its directory and tag. */
    private static String name(Path directory, String named) {
        if (named.indexOf('/') > 0 && ImageReference.tryParse(named).isPresent()) {
            return named;
        }
        return "localhost/" + directoryName(directory) + (named.isEmpty() ? "" : ":" + named);
    }

    private static String directoryName(Path directory) {
        Path last = directory.toAbsolutePath().normalize().getFileName();
        String written = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        String name = NOT_IN_A_NAME.matcher(written).replaceAll("-").replaceAll("^-|-$", "");
        return name.isEmpty() ? "layout" : name;
    }

    private static Descriptor entry(Place place) {
        String index = place.directory().resolve("index.json").toString();
        List<Descriptor> all = switch (Manifest.parse(index, MediaTypes.OCI_INDEX, InputFile.read(index, MAX_INDEX))) {
            case Manifest.ImageIndex list -> list.manifests();
            case Manifest.ImageManifest _ -> List.of();
        };
        List<Descriptor> images = all.stream()
                .filter(entry -> !EVIDENCE_TAG.matcher(tag(entry)).matches() && entry.artifactType() == null)
                .toList();
        List<Descriptor> wanted = place.wanted().isEmpty()
                ? images
                : images.stream()
                        .filter(entry -> tag(entry).equals(place.wanted().substring(1))
                                || tag(entry).endsWith(place.wanted()))
                        .toList();
        List<Descriptor> tagged =
                wanted.stream().filter(entry -> !tag(entry).isEmpty()).toList();
        List<Descriptor> found = tagged.isEmpty() ? wanted : tagged;
        if (found.stream().map(Descriptor::digest).distinct().count() != 1) {
            throw new InputException(place.directory() + ": "
                    + (found.isEmpty() ? "no such image" : found.size() + " images, say which") + ": it has "
                    + String.join(", ", images.stream().map(ImageSource::shown).toList()));
        }
        return found.getFirst();
    }

    private static String tag(Descriptor entry) {
        return entry.annotations().getOrDefault(REF_NAME, "");
    }

    private static String shown(Descriptor entry) {
        return tag(entry).isEmpty() ? "@" + entry.digest() : ":" + tag(entry);
    }

    private static Digest digest(String written) {
        try {
            return Digest.parse(written.substring(1));
        } catch (IllegalArgumentException e) {
            throw new InputException("not a digest: " + written.substring(1), e);
        }
    }

    private static ImageReference parse(String text) {
        try {
            return ImageReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InputException("not an image reference: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (client instanceof HttpRegistryClient http) {
            http.close();
        }
    }
}
