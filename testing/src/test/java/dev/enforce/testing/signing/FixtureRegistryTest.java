package dev.enforce.testing.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checked-in fixtures are complete, and mutations of them differ where they say so. */
class FixtureRegistryTest {

    private static final Path DATA = Path.of("fixtures", "data");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void servesTheImageOfEveryExpectation(boolean referrers) {
        try (FixtureRegistry fixtures = FixtureRegistry.serve(DATA, referrers)) {
            assertThat(fixtures.expectations())
                    .hasSizeGreaterThan(40)
                    .allSatisfy(expectation -> assertThat(fixtures.client()
                                    .findManifest(
                                            Repository.of(fixtures.image(expectation.name())),
                                            fixtures.image(expectation.name())
                                                    .digest()
                                                    .toString(),
                                            Keychain.anonymous()))
                            .isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsBundlesWithAndWithoutReferrersApi(boolean referrers) {
        try (FixtureRegistry fixtures = FixtureRegistry.serve(DATA, referrers)) {
            for (String name : new String[] {"bundle-keyless-rekor2", "fallback-keyless-rekor2"}) {
                PinnedReference image = fixtures.image(name);
                assertThat(fixtures.client()
                                .referrers(Repository.of(image), image.digest(), Keychain.anonymous())
                                .descriptors())
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Mutation.class)
    void mutatesSignaturesAndBundles(Mutation mutation) {
        try (FixtureRegistry fixtures = FixtureRegistry.serve(DATA, true)) {
            Mutations mutations = new Mutations(fixtures);
            PinnedReference legacy = mutations.legacy("keyless-timestamp", mutation);
            PinnedReference bundle = mutations.bundles("bundle-keyless-rekor1", mutation);
            assertThat(legacy.digest())
                    .isEqualTo(fixtures.image("keyless-timestamp").digest());
            String tag = "sha256-" + legacy.digest().hex() + ".sig";
            assertThat(fixtures.client().findManifest(Repository.of(legacy), tag, Keychain.anonymous()))
                    .isPresent();
            assertThat(fixtures.client()
                            .referrers(Repository.of(bundle), bundle.digest(), Keychain.anonymous())
                            .descriptors())
                    .hasSize(1);
        }
    }

    @Test
    void copiesSignaturesToAnotherImage() {
        try (FixtureRegistry fixtures = FixtureRegistry.serve(DATA, true)) {
            Mutations mutations = new Mutations(fixtures);
            PinnedReference legacy = mutations.legacySignaturesOf("keyless", "unsigned");
            PinnedReference bundle = mutations.bundlesOf("bundle-keyless-rekor1", "unsigned");
            assertThat(legacy.digest())
                    .isEqualTo(bundle.digest())
                    .isEqualTo(fixtures.image("unsigned").digest());
        }
    }
}
