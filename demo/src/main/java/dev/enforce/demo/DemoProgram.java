package dev.enforce.demo;

import dev.enforce.cluster.ClusterChoice;
import dev.enforce.cluster.ClusterException;
import dev.enforce.cluster.ClusterSettings;
import dev.enforce.cluster.Clusters;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./enforce demo}: the onboarding story on this machine. Composition root. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "An unsigned image is found while it runs, is signed, is cleared; its unsigned sibling is refused.",
        footer = {"", "Example:  ./enforce demo --cluster real --exit", "Exit code 0 only if every step held."})
public final class DemoProgram implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int UNUSABLE = 2;

    @Option(
            names = "--cluster",
            paramLabel = "auto|simulated|real|CONTEXT",
            defaultValue = "auto",
            description = "The cluster: the best that is there at once (auto), or as named.")
    private String cluster = "auto";

    @Option(names = "--keep", description = "Leave everything running at the end and say how to use it.")
    private boolean keep;

    @Option(names = "--exit", description = "End at once, with status 0 only if every step held.")
    private boolean exit;

    @Option(names = "--picture", hidden = true, paramLabel = "FILE", description = "Write the story as an SVG.")
    private @Nullable Path picture;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(new CommandLine(new DemoProgram()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        boolean colours =
                System.console() != null && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        Screen screen = new Screen(out, colours);
        Path folder = Files.createTempDirectory("enforce-demo");
        DemoOptions options = new DemoOptions(ClusterChoice.parse(cluster), keep, exit);
        Thread cleaner = new Thread(() -> delete(folder));
        Runtime.getRuntime().addShutdownHook(cleaner);
        DemoLog.into(folder.resolve("agent.log"));
        return run(screen, folder, options);
    }

    private Integer run(Screen screen, Path folder, DemoOptions options) {
        InstantSource clock = InstantSource.system();
        Clusters clusters = new Clusters(ClusterSettings.ofEnvironment(System.getenv(), Path.of("")), clock);
        Story story = new Story(screen, System::nanoTime);
        screen.heading("Enforce: everything starts on this machine, on loopback");
        DemoWorld world;
        try {
            world = new DemoWorld(screen, folder, () -> clusters.open(options.cluster(), screen::explain), clock);
        } catch (ClusterException | StoryException e) {
            screen.bad("The demo could not start: " + e.getMessage());
            return UNUSABLE;
        }
        Thread closer = new Thread(world::close);
        Runtime.getRuntime().addShutdownHook(closer);
        return tell(world, screen, story, options, clock);
    }

    private Integer tell(DemoWorld world, Screen screen, Story story, DemoOptions options, InstantSource clock) {
        ChangePrinter changes = new ChangePrinter(screen, ZoneId.systemDefault(), clock);
        try {
            new OnboardingStory(world, screen, story, changes, System::nanoTime).tell();
        } catch (StoryException e) {
            story.summary();
            screen.blank();
            screen.bad("This step did not hold: " + e.getMessage());
            screen.line("  The agent's log: " + DemoLog.keep(world.log()));
            return FAILED;
        }
        story.summary();
        screen.blank();
        screen.good("Every step held.");
        draw(screen);
        new NextSteps(screen, world).show(options);
        if (options.keep() && !options.exit()) {
            waitForever();
        }
        return 0;
    }

    private void draw(Screen screen) {
        if (picture != null) {
            try {
                screen.picture().write(picture);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + picture, e);
            }
        }
    }

    private static void waitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            System.err.println("could not remove " + folder + ": " + e.getMessage());
        }
    }
}
