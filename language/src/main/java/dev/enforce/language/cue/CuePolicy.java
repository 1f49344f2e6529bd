package dev.enforce.language.cue;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.cue.compile.Code.StructCode;
import dev.enforce.language.cue.compile.Compiler;
import dev.enforce.language.cue.evaluate.Budget;
import dev.enforce.language.cue.evaluate.Budget.LimitException;
import dev.enforce.language.cue.evaluate.Unification;
import dev.enforce.language.cue.value.Document;
import dev.enforce.language.cue.value.DocumentException;
import dev.enforce.language.cue.value.Value;
import java.util.List;

/**
 * A compiled CUE policy. Immutable, safe for any number of threads, and pure: the same document gives the same answer.
 *
 * <p>A document satisfies a policy when unifying both leaves no conflict. What the policy asks for and the document does not say is
 * no conflict.
 */
public final class CuePolicy {

    private final StructCode code;

    private CuePolicy(StructCode code) {
        this.code = code;
    }

    /**
     * @throws PolicyTextException {@link Code#SYNTAX} and {@link Code#MEANING} where CUE refuses the text too, {@link
     *     Code#UNSUPPORTED} for a construct, package or function outside of the subset, {@link Code#LIMIT} when the text is too
     *     long, too deep, or takes too long by itself
     */
    public static CuePolicy compile(String text) {
        StructCode code = Compiler.compile(text);
        List<CueError> errors;
        try {
            errors = Unification.errors(code, null, new Budget(CueLimits.DEFAULT));
        } catch (LimitException e) {
            throw new PolicyTextException(Code.LIMIT, code.at(), "the policy by itself takes " + e.limit());
        }
        if (!errors.isEmpty()) {
            throw new PolicyTextException(Code.MEANING, new Location(1, 1), new CueResult.Failed(errors).text());
        }
        return new CuePolicy(code);
    }

    /** @param json a JSON document in UTF-8 */
    public CueResult evaluate(byte[] json, CueLimits limits) {
        if (json.length > limits.document()) {
            return new CueResult.LimitReached("a document of more than " + limits.document() + " bytes");
        }
        Value document;
        try {
            document = Document.read(json);
        } catch (DocumentException e) {
            return new CueResult.DocumentError(e.text());
        }
        return evaluate(document, limits);
    }

    /** @param document as {@link Document#read} gives it, so that several policies need not read it again */
    public CueResult evaluate(Value document, CueLimits limits) {
        try {
            List<CueError> errors = Unification.errors(code, document, new Budget(limits));
            return errors.isEmpty() ? new CueResult.Passed() : new CueResult.Failed(errors);
        } catch (LimitException e) {
            return new CueResult.LimitReached(e.limit());
        }
    }
}
