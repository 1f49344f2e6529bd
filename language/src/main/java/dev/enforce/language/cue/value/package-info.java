/** Plain data: what documents hold, and what functions take and give. */
@NullMarked
package dev.enforce.language.cue.value;

import org.jspecify.annotations.NullMarked;
