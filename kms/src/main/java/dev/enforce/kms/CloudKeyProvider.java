package dev.enforce.kms;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The services that policies may name: AWS, Google Cloud, Azure, and the transit engines of Vault and OpenBao, each
 * over its REST API. Only public keys are read; credentials are asked for anew each time and kept nowhere.
 */
public final class CloudKeyProvider implements KeyProvider, AutoCloseable {

    private final Web web = new Web();
    private final AwsKeyProvider aws;
    private final GoogleKeyProvider google;
    private final AzureKeyProvider azure;
    private final TransitKeyProvider transit;

    public CloudKeyProvider(Surroundings surroundings, InstantSource clock) {
        this.aws = new AwsKeyProvider(surroundings, web, clock);
        this.google = new GoogleKeyProvider(surroundings, web, clock);
        this.azure = new AzureKeyProvider(surroundings, web);
        this.transit = new TransitKeyProvider(surroundings, web);
    }

    @Override
    public String fetch(KmsReference reference, Duration timeout) {
        TimeLimit limit = TimeLimit.in(timeout);
        return switch (reference) {
            case KmsReference.Aws key -> aws.fetch(key, limit);
            case KmsReference.Gcp key -> google.fetch(key, limit);
            case KmsReference.Azure key -> azure.fetch(key, limit);
            case KmsReference.Transit key -> transit.fetch(key, limit);
        };
    }

    @Override
    public void close() {
        web.close();
    }
}
