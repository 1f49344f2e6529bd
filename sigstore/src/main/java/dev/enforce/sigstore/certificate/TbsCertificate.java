package dev.enforce.sigstore.certificate;

import dev.enforce.sigstore.encoding.Der;
import dev.enforce.sigstore.encoding.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The signed part of a certificate, cut into its fields byte by byte. */
record TbsCertificate(
        byte[] encoded,
        byte[] serialNumber,
        byte[] signatureAlgorithm,
        byte[] issuer,
        Instant notBefore,
        Instant notAfter,
        byte[] subject,
        byte[] publicKey,
        Extensions extensions) {

    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;

    static TbsCertificate parse(byte[] encoded) {
        Der fields = Der.only(encoded, Der.SEQUENCE).inside();
        byte[] version = fields.next(VERSION).inside().next(Der.INTEGER).content();
        if (version.length != 1 || version[0] != 2) {
            throw new MalformedException("certificate that is not of version 3");
        }
        byte[] serial = fields.next(Der.INTEGER).content();
        byte[] algorithm = fields.next(Der.SEQUENCE).encoded();
        byte[] issuer = fields.next(Der.SEQUENCE).encoded();
        Der validity = fields.next(Der.SEQUENCE).inside();
        Instant notBefore = time(validity.next());
        Instant notAfter = time(validity.next());
        byte[] subject = fields.next(Der.SEQUENCE).encoded();
        byte[] publicKey = fields.next(Der.SEQUENCE).encoded();
        Extensions extensions = Extensions.none();
        while (fields.hasNext()) {
            Der.Element element = fields.next();
            if (element.tag() == EXTENSIONS) {
                Der inside = element.inside();
                extensions = Extensions.parse(inside.next(Der.SEQUENCE));
                inside.requireEnd();
                fields.requireEnd();
            }
        }
        return new TbsCertificate(
                encoded, serial, algorithm, issuer, notBefore, notAfter, subject, publicKey, extensions);
    }

    /** The same with one extension cut out; every other byte stays as it is. */
    byte[] without(String oid) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length);
        Der fields = Der.only(encoded, Der.SEQUENCE).inside();
        while (fields.hasNext()) {
            Der.Element element = fields.next();
            out.writeBytes(element.tag() == EXTENSIONS ? extensionsWithout(element, oid) : element.encoded());
        }
        return Der.encode(Der.SEQUENCE, out.toByteArray());
    }

    private static byte[] extensionsWithout(Der.Element element, String oid) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        Der list = element.inside().next(Der.SEQUENCE).inside();
        while (list.hasNext()) {
            Der.Element extension = list.next(Der.SEQUENCE);
            if (!Der.oid(extension.inside().next(Der.OID).content()).equals(oid)) {
                kept.writeBytes(extension.encoded());
            }
        }
        return kept.size() == 0 ? new byte[0] : Der.encode(EXTENSIONS, Der.encode(Der.SEQUENCE, kept.toByteArray()));
    }

    private static Instant time(Der.Element element) {
        String text = new String(element.content(), StandardCharsets.ISO_8859_1);
        boolean digits =
                text.endsWith("Z") && text.chars().limit(text.length() - 1L).allMatch(c -> c >= '0' && c <= '9');
        if (digits && element.tag() == UTC_TIME && text.length() == 13) {
            int year = Integer.parseInt(text.substring(0, 2));
            return time((year < 50 ? "20" : "19") + text);
        }
        if (digits && element.tag() == GENERALIZED_TIME && text.length() == 15) {
            return time(text);
        }
        throw new MalformedException("certificate with a malformed time");
    }

    private static Instant time(String text) {
        try {
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 4, 6),
                            number(text, 6, 8),
                            number(text, 8, 10),
                            number(text, 10, 12),
                            number(text, 12, 14))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new MalformedException("certificate with a time that does not exist", e);
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text.substring(from, to));
    }
}
