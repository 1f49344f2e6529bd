package dev.enforce.policy;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads public keys (ECDSA, RSA, Ed25519) and certificates out of PEM text. */
final class PublicKeys {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int MAX_BLOCKS = 64;
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    /** {@code SEQUENCE { OID rsaEncryption, NULL }}. */
    private static final byte[] RSA_ALGORITHM = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    private PublicKeys() {}

    /** A PEM block. */
    record Block(String type, byte[] content) {}

    /** All keys of a PEM text as {@code PUBLIC KEY} blocks, or nothing if any block is none. */
    static Optional<List<String>> read(String pem) {
        List<String> keys = new ArrayList<>();
        for (Block block : blocks(pem)) {
            Optional<byte[]> encoded = subjectPublicKeyInfo(block);
            if (encoded.isEmpty() || key(encoded.get()).isEmpty()) {
                return Optional.empty();
            }
            keys.add(write("PUBLIC KEY", encoded.get()));
        }
        return keys.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(keys));
    }

    /** The one key of a PEM text. */
    static Optional<PublicKey> readOne(String pem) {
        List<Block> blocks = blocks(pem);
        return blocks.size() == 1 ? subjectPublicKeyInfo(blocks.getFirst()).flatMap(PublicKeys::key) : Optional.empty();
    }

    /** All certificates of a PEM text, or nothing if any block is none. */
    static Optional<List<X509Certificate>> certificates(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (!block.type().equals("CERTIFICATE")) {
                return Optional.empty();
            }
            try {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.content())));
            } catch (CertificateException notACertificate) {
                return Optional.empty();
            }
        }
        return certificates.isEmpty() ? Optional.empty() : Optional.of(certificates);
    }

    /** The blocks of a PEM text; text between blocks is passed over, a broken block ends reading with none. */
    static List<Block> blocks(String pem) {
        List<Block> blocks = new ArrayList<>();
        int at = pem.indexOf(BEGIN);
        while (at >= 0) {
            int typeEnd = pem.indexOf(DASHES, at + BEGIN.length());
            if (typeEnd < 0 || blocks.size() == MAX_BLOCKS) {
                return List.of();
            }
            String type = pem.substring(at + BEGIN.length(), typeEnd);
            String endLine = END + type + DASHES;
            int end = pem.indexOf(endLine, typeEnd);
            if (end < 0) {
                return List.of();
            }
            String body = pem.substring(typeEnd + DASHES.length(), end);
            try {
                blocks.add(new Block(type, Base64.getDecoder().decode(withoutBlanks(body))));
            } catch (IllegalArgumentException notBase64) {
                return List.of();
            }
            at = pem.indexOf(BEGIN, end + endLine.length());
        }
        return blocks;
    }

    static String write(String type, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return BEGIN + type + DASHES + "\n" + body + "\n" + END + type + DASHES + "\n";
    }

    private static Optional<byte[]> subjectPublicKeyInfo(Block block) {
        return switch (block.type()) {
            case "PUBLIC KEY" -> Optional.of(block.content());
            case "RSA PUBLIC KEY" -> Optional.of(wrapRsa(block.content()));
            default -> Optional.empty();
        };
    }

    private static Optional<PublicKey> key(byte[] encoded) {
        for (String algorithm : ALGORITHMS) {
            try {
                return Optional.of(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (GeneralSecurityException | RuntimeException notThisAlgorithm) {
                continue;
            }
        }
        return Optional.empty();
    }

    /** Puts a PKCS #1 key into the envelope that names its algorithm. */
    private static byte[] wrapRsa(byte[] pkcs1) {
        byte[] bits = new byte[pkcs1.length + 1];
        System.arraycopy(pkcs1, 0, bits, 1, pkcs1.length);
        byte[] bitString = element(0x03, bits);
        byte[] both = new byte[RSA_ALGORITHM.length + bitString.length];
        System.arraycopy(RSA_ALGORITHM, 0, both, 0, RSA_ALGORITHM.length);
        System.arraycopy(bitString, 0, both, RSA_ALGORITHM.length, bitString.length);
        return element(0x30, both);
    }

    private static byte[] element(int tag, byte[] content) {
        byte[] length = length(content.length);
        byte[] element = new byte[1 + length.length + content.length];
        element[0] = (byte) tag;
        System.arraycopy(length, 0, element, 1, length.length);
        System.arraycopy(content, 0, element, 1 + length.length, content.length);
        return element;
    }

    /** The shortest form, as DER wants it. */
    private static byte[] length(int length) {
        if (length < 0x80) {
            return new byte[] {(byte) length};
        }
        byte[] big = BigInteger.valueOf(length).toByteArray();
        int skip = big[0] == 0 ? 1 : 0;
        byte[] form = new byte[1 + big.length - skip];
        form[0] = (byte) (0x80 | (big.length - skip));
        System.arraycopy(big, skip, form, 1, big.length - skip);
        return form;
    }

    private static String withoutBlanks(String text) {
        StringBuilder dense = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                dense.append(text.charAt(i));
            }
        }
        return dense.toString();
    }
}
