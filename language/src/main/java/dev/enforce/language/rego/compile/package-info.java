/** From a policy's tree to a program: the stages of OPA's compiler, in its order. */
@NullMarked
package dev.enforce.language.rego.compile;

import org.jspecify.annotations.NullMarked;
