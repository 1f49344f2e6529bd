package dev.enforce.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KmsReferenceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "awskms:///arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "awskms://localhost:4566/arn:aws-cn:kms:cn-north-1:111122223333:alias/a",
                "gcpkms://projects/p/locations/global/keyRings/r/cryptoKeys/k",
                "gcpkms://projects/p/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
                "azurekms://team.vault.azure.net/release",
                "azurekms://team.vault.azure.net/release/0123",
                "hashivault://release",
                "openbao://release"
            })
    void readsAndWritesReferences(String text) {
        assertThat(KmsReference.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "release",
                "pkcs11://x",
                "awskms:///alias/a",
                "awskms://a b/arn:aws:kms:us-east-2:111122223333:alias/a",
                "gcpkms://projects/p",
                "gcpkms://projects/p/locations/l/keyRings/../cryptoKeys/k",
                "gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k/other/1",
                "azurekms://vault",
                "azurekms://user@vault.azure.net/key",
                "azurekms://v/a/b/c",
                "hashivault://a/b",
                "hashivault://a?b",
                "hashivault://..",
                "openbao://"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> KmsReference.parse(text))
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.code()).isEqualTo(KmsException.Code.REFERENCE));
    }

    @Test
    void throwsNothingButItsOwnError() {
        Random random = new Random(3);
        byte[] good = "gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
            }
            try {
                KmsReference.parse(new String(bytes, StandardCharsets.US_ASCII));
            } catch (KmsException expected) {
                assertThat(expected.code()).isEqualTo(KmsException.Code.REFERENCE);
            }
        }
    }
}
