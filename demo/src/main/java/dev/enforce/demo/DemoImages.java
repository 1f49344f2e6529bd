package dev.enforce.demo;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.ImageBuilder;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;

/** The images of the story, pushed to the demo's registry: tiny, real, unsigned. */
record DemoImages(PinnedReference busybox, PinnedReference ubuntu, PinnedReference nginx) {

    static DemoImages push(HttpRegistryClient client, String registry) {
        return new DemoImages(
                push(client, registry, "enforce-tutorial/busybox"),
                push(client, registry, "library/ubuntu"),
                push(client, registry, "library/nginx"));
    }

    private static PinnedReference push(HttpRegistryClient client, String registry, String name) {
        return ImageBuilder.saying(name)
                .push(client.writer(), new Repository(registry, name), "latest", Keychain.anonymous());
    }
}
