/** From Rego's text to its tree: the grammar of OPA, version 0 with the keywords that a policy imports, and version 1. */
@NullMarked
package dev.enforce.language.rego.syntax;

import org.jspecify.annotations.NullMarked;
