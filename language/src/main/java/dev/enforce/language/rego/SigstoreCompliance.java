package dev.enforce.language.rego;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.util.List;

/** What an outcome means for an image, in the texts of the policy controller. */
public sealed interface SigstoreCompliance {

    /** The query, as messages name it. */
    String NOT_COMPLIANT = "policy is not compliant for query 'isCompliant = data.sigstore.isCompliant'";

    /** The policy holds. */
    record Compliant() implements SigstoreCompliance {}

    /** It holds with a warning, which refuses in mode {@code enforce} and warns in mode {@code warn}. */
    record Warned(String warning) implements SigstoreCompliance {}

    /** It was evaluated and does not hold. */
    record NotCompliant(String diagnostic) implements SigstoreCompliance {}

    /** It could not be evaluated. */
    record NotEvaluated(String error) implements SigstoreCompliance {}

    static SigstoreCompliance of(RegoOutcome outcome) {
        return switch (outcome) {
            case RegoOutcome.Undefined _ -> new NotCompliant(NOT_COMPLIANT);
            case RegoOutcome.Failed failed -> new NotEvaluated(failed.message());
            case RegoOutcome.Defined(Value value) ->
                switch (value) {
                    case BooleanValue(boolean holds) -> holds ? new Compliant() : new NotCompliant(NOT_COMPLIANT);
                    case SetValue set -> ofResponses(set.elements());
                    case ArrayValue(List<Value> elements) -> ofResponses(elements);
                    default -> new NotCompliant(NOT_COMPLIANT);
                };
        };
    }

    /** Responses {@code {result, error, warning}}: one that says yes is enough; of the others the last error counts. */
    private static SigstoreCompliance ofResponses(List<Value> responses) {
        String error = "";
        for (Value response : responses) {
            if (!(response instanceof ObjectValue object)) {
                continue;
            }
            if (object.find(new StringValue("result")) instanceof BooleanValue(boolean holds) && holds) {
                String warning = field(object, "warning");
                return warning.isEmpty() ? new Compliant() : new Warned("warning: " + warning);
            }
            error = field(object, "error");
        }
        return new NotCompliant(error.isEmpty() ? NOT_COMPLIANT : NOT_COMPLIANT + " with errors: " + error);
    }

    private static String field(ObjectValue object, String name) {
        return object.find(new StringValue(name)) instanceof StringValue(String text) ? text : "";
    }
}
