/** Public keys that policies name and key-management services keep. */
@NullMarked
package dev.enforce.agent.keys;

import org.jspecify.annotations.NullMarked;
