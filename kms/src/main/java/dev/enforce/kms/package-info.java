/** Public keys of key-management services. */
@NullMarked
package dev.enforce.kms;

import org.jspecify.annotations.NullMarked;
