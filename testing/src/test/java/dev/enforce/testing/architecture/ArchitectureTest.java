package dev.enforce.testing.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of ARCHITECTURE.md, "Who may know whom", on the compiled classes. */
class ArchitectureTest {

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.enforce");
    }

    @Test
    void modelDoesNoInputAndOutput() {
        noClasses()
                .that()
                .resideInAPackage("dev.enforce.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "java.sql..", "com.fasterxml..")
                .check(classes);
    }

    @Test
    void policyDoesNotReachTheNetwork() {
        noClasses()
                .that()
                .resideInAPackage("dev.enforce.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "io.fabric8..", "dev.enforce.oci..", "dev.enforce.sigstore..")
                .check(classes);
    }

    @Test
    void verificationKnowsNoFramework() {
        noClasses()
                .that()
                .resideInAPackage("dev.enforce.verification..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "io.fabric8..", "java.sql..", "org.eclipse.jetty..", "picocli..")
                .check(classes);
    }

    @Test
    void sigstoreOpensNoConnection() {
        noClasses()
                .that()
                .resideInAPackage("dev.enforce.sigstore..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "dev.enforce.oci..", "io.fabric8..")
                .check(classes);
    }

    @Test
    void kubernetesClientStaysAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.enforce.agent..",
                        "dev.enforce.cluster..",
                        "dev.enforce.demo..",
                        "dev.enforce.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(classes);
    }

    @Test
    void registriesAreReachedThroughTheRegistryClientOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.enforce.oci..",
                        "dev.enforce.kms..",
                        "dev.enforce.agent.policies..",
                        "dev.enforce.signing..",
                        "dev.enforce.agent.reverification..",
                        "dev.enforce.agent.trustroots..",
                        "dev.enforce.cluster..",
                        "dev.enforce.demo..",
                        "dev.enforce.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(classes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "cli", "demo", "benchmarks"})
    void nothingBelowDependsOnAProgram(String program) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.enforce." + program + "..",
                        "dev.enforce.demo..",
                        "dev.enforce.benchmarks..",
                        "dev.enforce.testing..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.enforce." + program + "..")
                .check(classes);
    }

    /** Composition roots are the classes whose name ends in Program, CommandLine, Command or Environment. */
    @Test
    void timeAndSurroundingsComeFromCompositionRoots() {
        DescribedPredicate<JavaClass> outsideTheRoots = DescribedPredicate.describe(
                "outside composition roots",
                c -> !topLevelName(c).matches(".*(Program|CommandLine|Command|Environment)")
                        && !c.getPackageName().startsWith("dev.enforce.benchmarks"));
        noClasses()
                .that(outsideTheRoots)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(ZoneId.class, "systemDefault")
                .orShould()
                .callMethod(Locale.class, "getDefault")
                .check(classes);
    }

    @Test
    void nobodyPrintsStackTraces() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.enforce.benchmarks..")
                .should()
                .callMethod(Throwable.class, "printStackTrace")
                .check(classes);
    }

    @Test
    void packagesHaveASubject() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..common..",
                        "..impl..",
                        "..helper..",
                        "..manager..",
                        "..misc..",
                        "..dto..",
                        "..service..")
                .check(classes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci", "sigstore", "signing", "policy", "verification", "cluster", "agent", "cli", "demo"})
    void packagesOfAModuleFormNoCycle(String module) {
        slices().matching("dev.enforce." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes);
    }

    private static String topLevelName(JavaClass c) {
        String name = c.getName();
        int dollar = name.indexOf('$');
        return dollar < 0 ? name : name.substring(0, dollar);
    }
}
