package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code.Arc;
import dev.enforce.language.cue.compile.Labels;
import dev.enforce.language.cue.evaluate.Conjunct.Data;
import dev.enforce.language.cue.evaluate.Group.Groups;
import dev.enforce.language.cue.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A place in the configuration: its constraints, and once it is evaluated what they come to. */
final class Vertex implements Term {

    enum State {
        NEW,
        EXPANDING,
        DONE
    }

    /** The label of a value that an expression makes; it adds nothing to a path. */
    static final String ANONYMOUS = "\uFFFE";

    final @Nullable Vertex parent;
    final String label;
    final List<Conjunct> conjuncts = new ArrayList<>();
    /** Which constraints declared it, as the parent's groups; null stands for none. */
    final List<@Nullable Groups> declaredBy = new ArrayList<>();

    Arc arc = Arc.MEMBER;
    State state = State.NEW;

    @Nullable
    Unifier unifier;

    @Nullable
    Group definition;

    @Nullable
    Term term;

    @Nullable
    Fault fault;

    boolean struct;
    boolean list;
    boolean openList;
    Map<String, Vertex> arcs = new LinkedHashMap<>();
    /** Labels in the order of the text, those of comprehensions included; fields that are not here come last. */
    Set<String> order = new LinkedHashSet<>();

    List<Vertex> elements = new ArrayList<>();
    List<Vertex> alternatives = List.of();
    List<Vertex> preferred = List.of();
    List<Unifier.PatternRule> patterns = new ArrayList<>();
    List<@Nullable Groups> opens = new ArrayList<>();
    Set<Group> required = new LinkedHashSet<>();

    @Nullable
    Fault notAllowed;

    boolean duplicate;

    Vertex(@Nullable Vertex parent, String label) {
        this.parent = parent;
        this.label = label;
    }

    void add(Conjunct conjunct) {
        conjuncts.add(conjunct);
        if (state == State.DONE) {
            reset();
        }
    }

    void reset() {
        state = State.NEW;
        clear();
    }

    void clear() {
        term = null;
        fault = null;
        struct = false;
        list = false;
        openList = false;
        arcs = new LinkedHashMap<>();
        order = new LinkedHashSet<>();
        elements = new ArrayList<>();
        alternatives = List.of();
        preferred = List.of();
        patterns = new ArrayList<>();
        opens = new ArrayList<>();
        required = new LinkedHashSet<>();
    }

    /** Takes over what the only alternative that is left came to. */
    void adopt(Vertex other) {
        term = other.term;
        fault = other.fault;
        struct = other.struct;
        list = other.list;
        openList = other.openList;
        arcs = other.arcs;
        order = other.order;
        elements = other.elements;
        alternatives = other.alternatives;
        preferred = other.preferred;
        patterns = other.patterns;
        opens = other.opens;
        required = other.required;
    }

    /** Plain data that nothing else constrains; such a vertex is never refused. */
    @Nullable
    Value onlyData() {
        return conjuncts.size() == 1
                        && conjuncts.getFirst() instanceof Data data
                        && data.origin().groups() == null
                ? data.value()
                : null;
    }

    List<Vertex> ordered() {
        List<Vertex> result = new ArrayList<>(arcs.size());
        for (String each : order) {
            Vertex found = arcs.get(each);
            if (found != null) {
                result.add(found);
            }
        }
        return result;
    }

    /** Labels from the root, quoted where they are no identifiers. */
    String path() {
        StringBuilder path = new StringBuilder();
        path(path);
        return path.toString();
    }

    private void path(StringBuilder into) {
        if (parent != null) {
            parent.path(into);
        }
        if (label.equals(ANONYMOUS)) {
            return;
        }
        if (!into.isEmpty()) {
            into.append('.');
        }
        boolean isElement = parent != null && parent.list && !parent.struct;
        into.append(isElement ? label : Labels.isRegular(label) ? Format.label(label) : Labels.text(label));
    }
}
