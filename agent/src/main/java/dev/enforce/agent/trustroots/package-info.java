/**
 * Trust roots that lie in TUF repositories: at a mirror, or carried along in the TrustRoot object. What was good last
 * stays in force whatever a mirror does; that it is old is said, never acted upon by denying or allowing everything.
 */
@NullMarked
package dev.enforce.agent.trustroots;

import org.jspecify.annotations.NullMarked;
