package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.evaluate.Fault.Cause;
import dev.enforce.language.cue.evaluate.Fault.Issue;
import java.util.List;

/** Carries a fault out of an expression to the vertex that it is written for. */
final class FaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    FaultException(Fault fault) {
        super(null, null, false, false);
        this.fault = fault;
    }

    static FaultException incomplete(String text) {
        return new FaultException(new Fault(Cause.INCOMPLETE, List.of(new Issue("", text))));
    }

    static FaultException cycle() {
        return new FaultException(new Fault(Cause.CYCLE, List.of(new Issue("", "cycle error"))));
    }

    static FaultException conflict(Vertex at, String text) {
        return new FaultException(Fault.conflict(at, text));
    }

    Fault fault() {
        return fault;
    }
}
