package dev.enforce.cluster;

/** Names that this module and the objects in its clusters agree on. */
public final class WireNames {

    /** Prefix of a Pod annotation; what follows is the name of a container, the value its {@code imageID}. */
    public static final String IMAGE_ID_PREFIX = "imageid.enforce.test/";

    /** Value of such an annotation that leaves {@code imageID} empty, as before an image is pulled. */
    public static final String NO_IMAGE_ID = "none";

    /** The one made-up node of a cluster. */
    public static final String NODE_NAME = "loopback";

    private WireNames() {}
}
