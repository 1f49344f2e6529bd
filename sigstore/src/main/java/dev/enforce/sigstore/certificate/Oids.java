package dev.enforce.sigstore.certificate;

/** Object identifiers that certificates of Fulcio, logs and timestamps use. */
public final class Oids {

    /** Arc of Fulcio's certificate extensions. */
    public static final String FULCIO = "1.3.6.1.4.1.57264.1.";

    public static final String FULCIO_ISSUER = FULCIO + "1";
    public static final String FULCIO_OTHER_NAME = FULCIO + "7";
    public static final String FULCIO_ISSUER_V2 = FULCIO + "8";

    /** List of signed certificate timestamps, embedded in a certificate. */
    public static final String SCT_LIST = "1.3.6.1.4.1.11129.2.4.2";

    public static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    public static final String BASIC_CONSTRAINTS = "2.5.29.19";
    public static final String NAME_CONSTRAINTS = "2.5.29.30";
    public static final String CERTIFICATE_POLICIES = "2.5.29.32";
    public static final String KEY_USAGE = "2.5.29.15";
    public static final String EXTENDED_KEY_USAGE = "2.5.29.37";

    public static final String ANY_PURPOSE = "2.5.29.37.0";
    public static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    public static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

    private Oids() {}
}
