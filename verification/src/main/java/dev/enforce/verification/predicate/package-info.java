/** Predicate policies put to documents: which language runs, what the answer means, which document an attestation makes. */
@NullMarked
package dev.enforce.verification.predicate;

import org.jspecify.annotations.NullMarked;
