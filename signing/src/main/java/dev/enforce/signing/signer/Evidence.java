package dev.enforce.signing.signer;

import java.util.Optional;

/** What goes with a signature: whose it is, where it is logged, when it was seen. */
record Evidence(Signatory signatory, Optional<LogEntry> entry, Optional<byte[]> timestamp) {}
