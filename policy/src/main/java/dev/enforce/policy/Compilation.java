package dev.enforce.policy;

import java.util.List;

/** What compiling a policy came to. */
public sealed interface Compilation {

    /** Ready; the warnings are to be shown. */
    record Compiled(CompiledPolicy policy, List<PolicyDiagnostic> warnings) implements Compilation {

        public Compiled {
            warnings = List.copyOf(warnings);
        }
    }

    /** Not usable; at least one of the diagnostics is an error. */
    record NotCompiled(List<PolicyDiagnostic> diagnostics) implements Compilation {

        public NotCompiled {
            diagnostics = List.copyOf(diagnostics);
        }
    }
}
