package dev.enforce.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.model.PinnedReference;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Steps 3 to 9 of the user onboarding, with real objects and the real messages. */
final class OnboardingStory {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final int SHOWN_LINES = 5;

    private final DemoWorld world;
    private final Screen screen;
    private final Story story;
    private final ChangePrinter changes;
    private final LongSupplier nanoTime;

    OnboardingStory(DemoWorld world, Screen screen, Story story, ChangePrinter changes, LongSupplier nanoTime) {
        this.world = world;
        this.screen = screen;
        this.story = story;
        this.changes = changes;
        this.nanoTime = nanoTime;
    }

    void tell() {
        story.step("Step 3  Something runs in the cluster, and nobody signed it", this::runUnsigned);
        story.step("Step 4  A policy: only signed images may run", this::draftPolicy);
        story.step("Step 5  Install the agent, apply the policy", this::install);
        story.step("Step 6  What runs now is checked, without anyone asking", this::violationIsFound);
        story.step(
                "Step 7  Sign it, with an identity and no key to keep",
                () -> sign(world.images().busybox(), "legacy"));
        story.step("Step 8  The next check sees the signature", this::violationIsCleared);
        story.step("Step 9  Enforce: unsigned images are refused, signed ones get their digest", this::enforce);
        story.step("Why?    What the policies say about an image, explained", this::explain);
        story.step("And     The newest way of signing: a bundle, as cosign 3 makes it", this::bundle);
    }

    private String runUnsigned() {
        PinnedReference image = world.images().busybox();
        String name = image.context() + ":latest";
        screen.explain("The cluster's node is made up; the annotation says which digest it pulled.");
        shown(
                "kubectl run example --image=" + name + " \\\n    --annotations=imageid.enforce.test/example="
                        + image.name(),
                () -> world.kubectl().run("example", name, image.name()));
        return "an unsigned image runs";
    }

    private String draftPolicy() {
        screen.command("cat sample-policy.yaml");
        screen.output(world.policies().policy());
        screen.command("./enforce policy validate sample-policy.yaml");
        long start = nanoTime.getAsLong();
        Kubectl.Output output = world.commands()
                .validate(world.file("sample-policy.yaml", world.policies().policy()));
        screen.output(output.text(), since(start));
        require(output, "the policy is valid");
        return "the policy is checked before a cluster sees it";
    }

    private String install() {
        long start = nanoTime.getAsLong();
        DemoAgent agent = world.startAgent();
        String address = "https://127.0.0.1:" + agent.webhookPort();
        screen.command("./enforce agent manifests --webhook-url " + address + " | kubectl apply -f -");
        screen.output(shortened(agent.manifests()));
        screen.command("./enforce agent run --webhook-port " + agent.webhookPort() + " --event-sink "
                + world.inbox().uri() + " &");
        screen.output("ready, and asked by the API server from now on", since(start));
        shown(
                "kubectl apply -f trust-root.yaml",
                () -> world.kubectl().apply("trust-root.yaml", world.policies().trustRoot()));
        shown(
                "kubectl apply -f sample-policy.yaml",
                () -> world.kubectl()
                        .apply("sample-policy.yaml", world.policies().policy()));
        world.markPolicy();
        shown("kubectl get clusterimagepolicies", world.kubectl()::getPolicies);
        return "the agent is ready and the policy in force";
    }

    private String violationIsFound() {
        JsonNode event = awaitChange(world.images().busybox(), "new");
        changes.print(event, DemoPolicies.POLICY, "found " + Screen.seconds(world.sincePolicy()) + " after the policy");
        return "an image that ran before the policy is found";
    }

    private String sign(PinnedReference image, String layout) {
        List<String> arguments = world.signArguments(image, layout);
        screen.command("./enforce " + world.shown(arguments));
        long start = nanoTime.getAsLong();
        Kubectl.Output output = world.commands().enforce(arguments);
        screen.output(output.text(), since(start));
        require(output, "the image is signed");
        world.markSigned();
        return "signed by " + DemoPolicies.SIGNER + ", recorded in the log";
    }

    private String violationIsCleared() {
        JsonNode event = awaitChange(world.images().busybox(), "improved");
        changes.print(event, DemoPolicies.POLICY, Screen.seconds(world.sinceSigned()) + " after signing");
        return "the violation is cleared";
    }

    private String enforce() {
        shown(
                "kubectl label ns default policy.sigstore.dev/include=true --overwrite",
                () -> world.kubectl().labelNamespace("default", "policy.sigstore.dev/include", "true"));
        String ubuntu = world.images().ubuntu().context();
        refused("not-signed", ubuntu, "no signatures found");
        String busybox = world.images().busybox().context();
        shown("kubectl run signed --image=" + busybox, () -> world.kubectl().run("signed", busybox, ""));
        requirePinned("signed", world.images().busybox());
        return "the unsigned one is refused, the signed one runs, pinned to its digest";
    }

    private String explain() {
        PinnedReference image = world.images().busybox();
        List<String> arguments = world.verifyArguments(image);
        screen.command("./enforce " + world.shown(arguments));
        long start = nanoTime.getAsLong();
        Kubectl.Output output = world.commands().enforce(arguments);
        screen.output(output.text(), since(start));
        require(output, "the signed image is verified from the command line");
        return "the same verdict from the command line, with all that it rests on";
    }

    private String bundle() {
        PinnedReference nginx = world.images().nginx();
        refused("bundled", nginx.context(), "no signatures found");
        sign(nginx, "bundle");
        long start = nanoTime.getAsLong();
        Kubectl.Output admitted = world.kubectl().run("bundled", nginx.context(), "");
        while (!admitted.succeeded() && since(start).compareTo(PATIENCE) < 0) {
            world.pause();
            admitted = world.kubectl().run("bundled", nginx.context(), "");
        }
        screen.command("kubectl run bundled --image=" + nginx.context());
        screen.output(admitted.text(), since(start));
        require(admitted, "the image with a bundle is admitted");
        return "a sigstore bundle counts as well as a legacy signature";
    }

    /** The first lines, and how many more there were. */
    private static String shortened(String output) {
        List<String> lines = output.lines().toList();
        int more = lines.size() - SHOWN_LINES;
        return more <= 1
                ? output
                : String.join("\n", lines.subList(0, SHOWN_LINES)) + "\n… and " + more + " more objects";
    }

    private void refused(String pod, String image, String reason) {
        screen.command("kubectl run " + pod + " --image=" + image);
        long start = nanoTime.getAsLong();
        Kubectl.Output output = world.kubectl().run(pod, image, "");
        screen.output(output.text(), since(start));
        if (output.succeeded()
                || !output.text().contains("denied the request")
                || !output.text().contains(reason)) {
            throw new StoryException("expected a refusal with \"" + reason + "\", got: " + output.text());
        }
    }

    private void requirePinned(String pod, PinnedReference image) {
        Kubectl.Output output = world.kubectl().imageOf(pod);
        screen.command("kubectl get pod " + pod + " -o jsonpath={.spec.containers[0].image}");
        screen.output(output.text());
        if (!output.text().contains(image.digest().toString())) {
            throw new StoryException(
                    "expected the image to be pinned to " + image.digest() + ", got: " + output.text());
        }
    }

    private JsonNode awaitChange(PinnedReference image, String change) {
        JsonNode event = world.inbox()
                .await(e -> ChangePrinter.tells(e, image.digest().toString(), DemoPolicies.POLICY, change), PATIENCE);
        if (event == null) {
            throw new StoryException("expected an event \"" + change + "\" for " + image + " within "
                    + PATIENCE.toSeconds() + " s; none came, see " + world.log());
        }
        return event;
    }

    private void shown(String command, Supplier<Kubectl.Output> run) {
        screen.command(command);
        long start = nanoTime.getAsLong();
        Kubectl.Output output = run.get();
        screen.output(output.text(), since(start));
        require(output, command);
    }

    private static void require(Kubectl.Output output, String expected) {
        if (!output.succeeded()) {
            throw new StoryException("expected: " + expected + "; got: " + output.text());
        }
    }

    private Duration since(long start) {
        return Duration.ofNanos(nanoTime.getAsLong() - start);
    }
}
