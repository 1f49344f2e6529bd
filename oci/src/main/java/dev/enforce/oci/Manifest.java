package dev.enforce.oci;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed manifest document: one image (or artifact), or a list of them. */
public sealed interface Manifest {

    String mediaType();

    /** The manifest that this one speaks about, for instance the image that a signature belongs to. */
    @Nullable
    Descriptor subject();

    /** As written in the document; absent in documents older than OCI 1.1. */
    @Nullable
    String artifactType();

    Map<String, String> annotations();

    /** One image or artifact: a config and layers. */
    record ImageManifest(
            String mediaType,
            Descriptor config,
            List<Descriptor> layers,
            @Nullable Descriptor subject,
            @Nullable String artifactType,
            Map<String, String> annotations)
            implements Manifest {
        public ImageManifest {
            layers = List.copyOf(layers);
            annotations = Map.copyOf(annotations);
        }

        /** The artifact type that a referrers list shows for this manifest: its own, else its config's type. */
        public String effectiveArtifactType() {
            return artifactType != null ? artifactType : config.mediaType();
        }
    }

    /** A list of manifests, for instance one for each platform. */
    record ImageIndex(
            String mediaType,
            List<Descriptor> manifests,
            @Nullable Descriptor subject,
            @Nullable String artifactType,
            Map<String, String> annotations)
            implements Manifest {
        public ImageIndex {
            manifests = List.copyOf(manifests);
            annotations = Map.copyOf(annotations);
        }
    }

    /**
     * Reads a manifest document of a type that {@link MediaTypes} knows.
     *
     * @param context what the document is, for messages
     * @throws RegistryException {@link RegistryException.Code#MALFORMED} if it is none,
     *     {@link RegistryException.Code#UNSUPPORTED} if its media type is another,
     *     {@link RegistryException.Code#TOO_LARGE} if it lists more than this client is willing to read
     */
    static Manifest parse(String context, String mediaType, byte[] document) {
        return new ManifestParser(context).parse(mediaType, document);
    }
}
