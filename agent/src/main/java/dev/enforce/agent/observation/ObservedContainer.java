package dev.enforce.agent.observation;

import dev.enforce.model.Digest;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import java.util.Optional;

/**
 * One place of a Pod that holds an image.
 *
 * @param field its field, for instance {@code spec.containers[0].image}
 * @param image the image as the Pod asks for it
 * @param imageId what the node says it runs; empty while it has not said so
 */
public record ObservedContainer(String field, String image, String imageId) {

    /**
     * The image that runs: the digest that the Pod asks for or, when it asks for a tag, the one that the node reports.
     *
     * <p>A node may report only the local identity of a configuration ({@code sha256:…} without a repository), which
     * names nothing in a registry; then nothing is known here.
     */
    public Optional<PinnedReference> running() {
        Optional<ImageReference> asked = ImageReference.tryParse(image);
        Optional<PinnedReference> written = asked.flatMap(ImageReference::pinned);
        return written.isPresent() ? written : reported(asked);
    }

    private Optional<PinnedReference> reported(Optional<ImageReference> asked) {
        int scheme = imageId.indexOf("://");
        String name = scheme < 0 ? imageId : imageId.substring(scheme + "://".length());
        int at = name.indexOf('@');
        if (at < 0) {
            return Optional.empty();
        }
        Optional<Digest> digest = Digest.tryParse(name.substring(at + 1));
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        return asked.map(reference -> reference.pin(digest.get()))
                .or(() -> ImageReference.tryParse(name).flatMap(ImageReference::pinned));
    }
}
