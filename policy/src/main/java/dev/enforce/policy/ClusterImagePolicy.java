package dev.enforce.policy;

/** An image policy as decoded, before defaults and validation. */
public record ClusterImagePolicy(ApiVersion apiVersion, ObjectMetadata metadata, ClusterImagePolicySpec spec) {}
