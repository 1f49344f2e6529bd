package dev.enforce.oci;

import dev.enforce.oci.server.RegistryServer;
import dev.enforce.oci.server.RegistryServerOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract over our own registry, in all its forms. */
class OurRegistryContractTest {

    abstract static class Served extends RegistryContract {

        private RegistryServer server;

        abstract RegistryServerOptions options();

        @BeforeEach
        void start() {
            server = RegistryServer.start(options());
        }

        @AfterEach
        void stop() {
            server.close();
        }

        @Override
        String registry() {
            return server.registry();
        }

        @Override
        Referrers.Origin origin() {
            return options().referrers() ? Referrers.Origin.API : Referrers.Origin.FALLBACK_TAG;
        }
    }

    @Nested
    class InMemory extends Served {
        @Override
        RegistryServerOptions options() {
            return RegistryServerOptions.defaults();
        }
    }

    @Nested
    class WithOneReferrerAPage extends Served {
        @Override
        RegistryServerOptions options() {
            return RegistryServerOptions.defaults().withReferrersPage(1);
        }
    }

    @Nested
    class WithoutReferrers extends Served {
        @Override
        RegistryServerOptions options() {
            return RegistryServerOptions.defaults().withReferrers(false);
        }
    }

    @Nested
    class OnDisk extends Served {

        @TempDir
        Path directory;

        @Override
        RegistryServerOptions options() {
            return RegistryServerOptions.defaults().withDirectory(directory);
        }
    }
}
