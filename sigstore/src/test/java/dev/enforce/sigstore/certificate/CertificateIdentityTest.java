package dev.enforce.sigstore.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.sigstore.encoding.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateIdentityTest {

    private static final String ISSUER = "https://issuer.example.test";
    private static final List<String> SUBJECTS = List.of("ci@example.test", "https://github.com/org/repo");

    @Test
    void matchesExactTextsAgainstAnySubject() {
        assertThat(CertificateIdentity.exactly(ISSUER, "https://github.com/org/repo")
                        .matches(ISSUER, SUBJECTS))
                .isTrue();
        assertThat(CertificateIdentity.exactly(ISSUER, "https://github.com/org").matches(ISSUER, SUBJECTS))
                .isFalse();
        assertThat(CertificateIdentity.exactly(ISSUER + "/", "ci@example.test").matches(ISSUER, SUBJECTS))
                .isFalse();
    }

    @Test
    void searchesExpressionsAnywhereInTheText() {
        assertThat(identity(null, "issuer", null, "org/re").matches(ISSUER, SUBJECTS))
                .isTrue();
        assertThat(identity(null, "^issuer", null, "org").matches(ISSUER, SUBJECTS))
                .isFalse();
    }

    @Test
    void prefersTheExpressionToTheExactText() {
        assertThat(identity("x", "issuer", "y", "repo$").matches(ISSUER, SUBJECTS))
                .isTrue();
        assertThat(identity(ISSUER, "nothing", "ci@example.test", null).matches(ISSUER, SUBJECTS))
                .isFalse();
    }

    @Test
    void matchesAnythingWhereNothingIsWanted() {
        assertThat(CertificateIdentity.any().matches("", List.of())).isTrue();
        assertThat(identity("", "", "", "").matches(ISSUER, SUBJECTS)).isTrue();
    }

    @Test
    void staysLinearOnHostileSubjects() {
        String hostile = "a".repeat(20_000) + "!";
        assertThat(identity(null, null, null, "^(a+)+$").matches(ISSUER, List.of(hostile)))
                .isFalse();
    }

    @Test
    void refusesExpressionsThatRe2DoesNotKnow() {
        assertThatThrownBy(() -> identity(null, "(?=x)", null, "x")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> identity(null, "(", null, "x"))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("malformed issuer in identity");
    }

    private static CertificateIdentity identity(String issuer, String issuerRe, String subject, String subjectRe) {
        return CertificateIdentity.of(issuer, issuerRe, subject, subjectRe);
    }
}
