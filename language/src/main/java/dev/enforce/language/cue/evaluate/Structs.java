package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.compile.Code.Arc;
import dev.enforce.language.cue.compile.Code.Decl;
import dev.enforce.language.cue.compile.Code.StructCode;
import dev.enforce.language.cue.compile.Labels;
import dev.enforce.language.cue.evaluate.Conjunct.Data;
import dev.enforce.language.cue.evaluate.Conjunct.Said;
import dev.enforce.language.cue.evaluate.Group.Groups;
import dev.enforce.language.cue.evaluate.Unifier.PatternRule;
import dev.enforce.language.cue.evaluate.Vertex.State;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.StringValue;
import dev.enforce.language.cue.value.Value.StructValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a vertex. */
final class Structs {

    private record Pending(
            Env env,
            Decl decl,
            Origin origin,
            @Nullable Groups groups,
            @Nullable Group scope) {}

    private final Unifier unifier;
    private final Vertex vertex;
    private final List<Pending> pending = new ArrayList<>();
    private final Set<String> applied = new HashSet<>();
    private final List<Group> closing = new ArrayList<>();
    private Set<String> awaited = Set.of();
    private boolean onlyComprehensions;

    Structs(Unifier unifier) {
        this.unifier = unifier;
        this.vertex = unifier.vertex;
    }

    void insertData(StructValue struct, Origin origin) {
        if (!unifier.scalars.restrict(Kind.STRUCT, struct)) {
            return;
        }
        vertex.struct = true;
        require(origin.groups());
        for (Map.Entry<String, Value> field : struct.fields().entrySet()) {
            Origin inner =
                    origin.groups() == null && origin.trail() == null ? Origin.ROOT : origin.forField(origin.groups());
            add(field.getKey(), Arc.MEMBER, new Data(field.getValue(), inner), origin.groups());
        }
    }

    private void require(@Nullable Groups groups) {
        for (Groups each = groups; each != null; each = each.rest()) {
            if (each.first().closing()) {
                vertex.required.add(each.first());
            }
        }
    }

    /** Closes this struct as {@code close} does. */
    void close(Group group) {
        closing.add(group);
    }

    void insert(@Nullable Env outer, StructCode code, Origin origin) {
        boolean surely = code.fields() || !code.embeds();
        if (surely && !unifier.scalars.restrict(Kind.STRUCT, code)) {
            return;
        }
        vertex.struct |= surely;
        onlyComprehensions |= !surely && code.decls().stream().noneMatch(decl -> decl instanceof Decl.Embed);
        Group scope = code.embeds() ? new Group(false, true, origin.embeddedIn()) : null;
        Groups groups = scope == null ? origin.groups() : new Groups(scope, origin.groups());
        require(groups);
        Env env = Env.ofStruct(outer, vertex, code);
        for (Decl decl : code.decls()) {
            declare(decl, env, origin, groups, scope);
        }
    }

    private void declare(Decl decl, Env env, Origin origin, @Nullable Groups groups, @Nullable Group scope) {
        switch (decl) {
            case Decl.Field field ->
                add(field.label(), field.arc(), new Said(env, field.value(), origin.forField(groups)), groups);
            case Decl.Computed _ -> pending.add(new Pending(env, decl, origin, groups, scope));
            case Decl.Each each -> {
                vertex.order.addAll(fieldsOf(each.body()));
                pending.add(new Pending(env, decl, origin, groups, scope));
            }
            case Decl.Pattern pattern -> vertex.patterns.add(new PatternRule(env, pattern, origin, groups));
            case Decl.Open _ -> {
                vertex.opens.add(groups);
            }
            case Decl.Embed embed -> unifier.insert(new Said(env, embed.code(), origin.embedded(groups, scope)));
            case Decl.Let _ -> {}
        }
    }

    private static Set<String> fieldsOf(StructCode body) {
        Set<String> labels = new LinkedHashSet<>();
        for (Decl decl : body.decls()) {
            switch (decl) {
                case Decl.Field field -> labels.add(field.label());
                case Decl.Each each -> labels.addAll(fieldsOf(each.body()));
                case Decl.Computed _, Decl.Pattern _, Decl.Open _, Decl.Embed _, Decl.Let _ -> {}
            }
        }
        return labels;
    }

    /** Whether the comprehension that is just being asked would say this field itself. */
    boolean isAwaited(String label) {
        return awaited.contains(label);
    }

    private void add(String label, Arc arc, Conjunct conjunct, @Nullable Groups declaredBy) {
        Vertex child = vertex.arcs.get(label);
        if (child == null) {
            child = new Vertex(vertex, label);
            child.arc = arc;
            if (Labels.isDefinition(label)) {
                child.definition = new Group(true, true, null);
            }
            vertex.arcs.put(label, child);
            vertex.order.add(label);
        } else if (arc.compareTo(child.arc) < 0) {
            child.arc = arc;
        }
        child.declaredBy.add(declaredBy);
        Group definition = child.definition;
        child.add(
                definition == null ? conjunct : conjunct.with(conjunct.origin().with(definition)));
    }

    /** Patterns constrain each field that is or becomes known. */
    void applyPatterns() {
        if (vertex.patterns.isEmpty() || unifier.fault() != null) {
            return;
        }
        for (int i = 0; i < vertex.patterns.size(); i++) {
            PatternRule rule = vertex.patterns.get(i);
            for (Vertex child : List.copyOf(vertex.arcs.values())) {
                if (Labels.isRegular(child.label) && applied.add(i + ":" + child.label) && matches(rule, child.label)) {
                    Env env = rule.env();
                    String alias = rule.pattern().alias();
                    if (alias != null) {
                        env = Env.ofClause(env, vertex)
                                .bind(alias, unifier.evaluator.given(new StringValue(child.label), vertex));
                    }
                    child.declaredBy.add(rule.groups());
                    child.add(
                            new Said(env, rule.pattern().value(), rule.origin().forField(rule.groups())));
                }
            }
        }
    }

    private boolean matches(PatternRule rule, String label) {
        Code code = rule.pattern().pattern();
        if (code instanceof Code.Type type) {
            return (type.kinds() & Kind.STRING) != 0;
        }
        Vertex test = new Vertex(vertex, Vertex.ANONYMOUS);
        test.add(new Said(rule.env(), code, Origin.ROOT));
        test.add(new Data(new StringValue(label), Origin.ROOT));
        unifier.evaluator.evaluate(test);
        return test.fault == null;
    }

    /** Runs comprehensions and computed labels until none can say more. */
    void runComprehensions() {
        boolean progress = true;
        boolean added = false;
        while (progress && !pending.isEmpty() && unifier.fault() == null) {
            progress = false;
            for (Pending one : List.copyOf(pending)) {
                Fault fault = attempt(one);
                if (fault == null || fault.refuses()) {
                    pending.remove(one);
                    progress = true;
                    added = true;
                }
                if (fault != null && fault.refuses()) {
                    unifier.add(fault);
                    return;
                }
                unifier.drain();
                applyPatterns();
            }
            if (progress) {
                forgetEarly();
            }
        }
        if (added) {
            forgetEarly();
        }
        for (Pending one : pending) {
            Fault fault = attempt(one);
            if (fault != null) {
                unifier.add(fault);
            }
        }
    }

    /** What was evaluated before all fields were known may have changed. */
    private void forgetEarly() {
        for (Vertex child : vertex.arcs.values()) {
            if (child.state == State.DONE && child.onlyData() == null) {
                child.reset();
            }
        }
    }

    private @Nullable Fault attempt(Pending one) {
        try {
            switch (one.decl()) {
                case Decl.Each each -> {
                    List<Comprehensions.Body> bodies = new ArrayList<>();
                    awaited = fieldsOf(each.body());
                    new Comprehensions(unifier.evaluator, vertex).run(one.env(), each.clauses(), bodies);
                    for (Comprehensions.Body body : bodies) {
                        Origin origin = one.origin().embedded(one.groups(), one.scope());
                        unifier.insert(new Said(body.env(), each.body(), origin));
                    }
                }
                case Decl.Computed computed -> {
                    Value label = unifier.evaluator.concrete(one.env(), computed.label(), vertex);
                    if (!(label instanceof StringValue(String text))) {
                        throw FaultException.conflict(
                                vertex,
                                "invalid index " + Format.value(label) + " (invalid type " + Kind.name(label.kind())
                                        + ")");
                    }
                    add(
                            text,
                            computed.arc(),
                            new Said(one.env(), computed.value(), one.origin().forField(one.groups())),
                            one.groups());
                }
                case Decl.Field _, Decl.Pattern _, Decl.Open _, Decl.Embed _, Decl.Let _ ->
                    throw new IllegalStateException("not to be computed");
            }
            return null;
        } catch (FaultException e) {
            return e.fault();
        } finally {
            awaited = Set.of();
        }
    }

    /** A struct whose comprehensions said nothing is a struct still. */
    boolean isEmptyStruct() {
        return onlyComprehensions && pending.isEmpty();
    }

    /** Marks the fields that a definition does not allow. */
    void finish() {
        vertex.required.addAll(closing);
        if (vertex.required.isEmpty()) {
            return;
        }
        for (Vertex child : vertex.arcs.values()) {
            if (child.arc == Arc.OPTIONAL || !Labels.isRegular(child.label)) {
                continue;
            }
            for (Group group : vertex.required) {
                if (!allowed(group, child)) {
                    child.notAllowed = Fault.conflict(child, "field not allowed");
                    break;
                }
            }
        }
    }

    private boolean allowed(Group group, Vertex child) {
        if (vertex.opens.stream().anyMatch(groups -> Groups.acceptedBy(group, groups))) {
            return true;
        }
        return child.declaredBy.stream().anyMatch(groups -> Groups.acceptedBy(group, groups));
    }

    /** Whether a field of this name could be there. */
    boolean couldHave(String label) {
        if (vertex.required.isEmpty()) {
            return true;
        }
        Vertex probe = new Vertex(vertex, label);
        vertex.patterns.stream()
                .filter(rule -> matches(rule, label))
                .forEach(rule -> probe.declaredBy.add(rule.groups()));
        return vertex.required.stream().allMatch(group -> allowed(group, probe));
    }
}
