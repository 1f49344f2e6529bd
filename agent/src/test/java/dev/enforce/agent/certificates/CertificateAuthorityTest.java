package dev.enforce.agent.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final CertificateAuthority authority =
            new CertificateAuthority(List.of("webhook.gulfstream.svc", "127.0.0.1"), new SecureRandom());

    @Test
    void issuesForTheNamesUnderWhichTheWebhooksAreCalled() throws Exception {
        X509Certificate leaf = leaf(authority.create(NOW));

        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(pair -> (Object) pair.get(1))
                .containsExactlyInAnyOrder((Object) "webhook.gulfstream.svc", "127.0.0.1");
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void leavesAloneWhatIsNotDue() {
        CertificateSet set = authority.create(NOW);

        assertThat(authority.advance(set, NOW.plus(Duration.ofDays(50)))).isEqualTo(set);
    }

    @Test
    void renewsTheServingCertificateWhenAThirdOfItsTimeIsLeft() {
        CertificateSet set = authority.create(NOW);

        CertificateSet later = authority.advance(set, NOW.plus(Duration.ofDays(61)));

        assertThat(leaf(later)).isNotEqualTo(leaf(set));
        assertThat(later.trustBundle()).isEqualTo(set.trustBundle());
    }

    @Test
    void announcesANewAuthorityBeforeItIssues() {
        CertificateSet old = authority.create(NOW);
        Instant due = NOW.plus(Duration.ofDays(2450));

        CertificateSet announced = authority.advance(old, due);
        CertificateSet stillAnnounced = authority.advance(announced, due.plus(Duration.ofHours(23)));
        CertificateSet promoted = authority.advance(announced, due.plus(Duration.ofHours(26)));

        assertThat(new String(announced.trustBundle())).contains(new String(old.trustBundle()));
        assertThat(announced.issuer()).isEqualTo(old.issuer());
        assertThat(stillAnnounced).isEqualTo(announced);
        assertThat(promoted.issuer()).isEqualTo(announced.next());
        assertThat(promoted.retired()).containsExactly(old.issuer().certificate());
    }

    @Test
    void forgetsARetiredAuthorityOnceItHasExpired() {
        CertificateSet old = authority.create(NOW);
        Instant due = NOW.plus(Duration.ofDays(2450));
        CertificateSet promoted = authority.advance(authority.advance(old, due), due.plus(Duration.ofHours(26)));

        CertificateSet later = authority.advance(promoted, NOW.plus(Duration.ofDays(3651)));

        assertThat(later.retired()).isEmpty();
    }

    @Test
    void startsAnewWhenTheClockJumpedBeyondEverything() {
        CertificateSet set = authority.create(NOW);
        Instant jumped = NOW.plus(Duration.ofDays(20_000));

        CertificateSet after = authority.advance(set, jumped);

        assertThat(after.issuer()).isNotEqualTo(set.issuer());
        assertThat(leaf(after).getNotAfter().toInstant()).isAfter(jumped);
    }

    @Test
    void startsAnewWhenTheClockJumpedBack() {
        CertificateSet set = authority.create(NOW);
        Instant jumped = NOW.minus(Duration.ofDays(400));

        assertThat(leaf(authority.advance(set, jumped)).getNotBefore().toInstant())
                .isBefore(jumped);
    }

    @Test
    void issuesAgainWhenANameIsMissing() {
        CertificateSet set = new CertificateAuthority(List.of("other"), new SecureRandom()).create(NOW);

        CertificateSet after = authority.advance(set, NOW);

        assertThat(after.issuer()).isEqualTo(set.issuer());
        assertThat(after.serving()).isNotEqualTo(set.serving());
    }

    @Test
    void readsWhatItWrites() {
        CertificateSet set = authority.advance(authority.create(NOW), NOW.plus(Duration.ofDays(2450)));

        assertThat(CertificateSet.decode(set.encode())).isEqualTo(set);
    }

    @Test
    void refusesASecretWhosePartsDoNotBelongTogether() {
        Map<String, String> mixed = new HashMap<>(authority.create(NOW).encode());
        mixed.put("server-cert.pem", authority.create(NOW).encode().get("server-cert.pem"));

        assertThatThrownBy(() -> CertificateSet.decode(mixed))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("was not issued by");
    }

    @Test
    void refusesASecretThatLacksOrGarblesAnyPart() {
        Map<String, String> good = authority.create(NOW).encode();
        for (String key : good.keySet()) {
            for (String bad :
                    new String[] {"", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}) {
                Map<String, String> broken = new HashMap<>(good);
                broken.put(key, bad);

                assertThatThrownBy(() -> CertificateSet.decode(broken)).isInstanceOf(CertificateException.class);
            }
        }
    }

    @Test
    void showsNoKeyAsText() {
        assertThat(authority.create(NOW).toString()).doesNotContain("PRIVATE").doesNotContain("ECPrivateKey");
    }

    private static X509Certificate leaf(CertificateSet set) {
        return set.serving().chain().getFirst();
    }
}
