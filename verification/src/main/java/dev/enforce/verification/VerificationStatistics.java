package dev.enforce.verification;

/**
 * What verification did since the start of the process.
 *
 * @param remembered verdicts given without asking a registry
 * @param revalidated verdicts kept because the registry still serves the same evidence
 * @param evaluated verdicts computed from evidence
 * @param cachedVerdicts verdicts in memory now
 * @param cachedBytes bytes of evidence in memory now
 */
public record VerificationStatistics(
        long remembered, long revalidated, long evaluated, int cachedVerdicts, long cachedBytes) {}
