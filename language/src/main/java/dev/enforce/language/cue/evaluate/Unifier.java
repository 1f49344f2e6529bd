package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.evaluate.Group.Groups;
import dev.enforce.language.cue.evaluate.Origin.Trail;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.ListValue;
import dev.enforce.language.cue.value.Value.StructValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the constraints of one vertex together: first what is written out, then what references and expressions come to, then
 * comprehensions. Where a disjunction is met, the choices given say which alternative to take; the first one without a choice is
 * kept for {@link Choosing}.
 */
final class Unifier {

    /** Constrains each field whose label matches. */
    record PatternRule(
            Env env,
            Code.Decl.Pattern pattern,
            Origin origin,
            @Nullable Groups groups) {}

    final Evaluator evaluator;
    final Vertex vertex;
    final Scalars scalars;
    final Structs structs;
    final Lists lists;
    private final int[] choices;
    private int chosen;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Code.Either> open = new ArrayList<>();
    private Preference preference = Preference.NONE;
    private boolean cyclic;
    private boolean grounded;
    private @Nullable Fault fault;
    private @Nullable Fault incomplete;

    /** Whether an alternative was marked as the one to prefer. */
    enum Preference {
        NONE,
        PREFERRED,
        OTHER;

        Preference and(Preference next) {
            if (this == OTHER || next == OTHER) {
                return OTHER;
            }
            return this == PREFERRED || next == PREFERRED ? PREFERRED : NONE;
        }
    }

    Unifier(Evaluator evaluator, Vertex vertex, int[] choices) {
        this.evaluator = evaluator;
        this.vertex = vertex;
        this.choices = choices;
        this.scalars = new Scalars(this);
        this.structs = new Structs(this);
        this.lists = new Lists(this);
    }

    /** Goes through all constraints; afterwards the vertex knows its fields, not yet their values. */
    void run() {
        vertex.conjuncts.forEach(this::insert);
        runTasks();
        structs.applyPatterns();
        structs.runComprehensions();
        lists.runComprehensions();
        runTasks();
        structs.applyPatterns();
        if (cyclic && !grounded && fault == null) {
            fail("structural cycle");
        }
    }

    private void runTasks() {
        while (!tasks.isEmpty() && fault == null) {
            tasks.removeFirst().run();
        }
    }

    /** Runs what references inside comprehensions brought along. */
    void drain() {
        runTasks();
    }

    void insert(Conjunct conjunct) {
        evaluator.budget.step();
        if (fault != null) {
            return;
        }
        switch (conjunct) {
            case Conjunct.Data data -> insertData(data.value(), data.origin());
            case Conjunct.Said said -> insertCode(said.env(), said.code(), said.origin());
            case Conjunct.Given given -> insertTerm(given.term(), given.origin());
        }
    }

    private void insertData(Value value, Origin origin) {
        ground(origin);
        switch (value) {
            case StructValue struct -> structs.insertData(struct, origin);
            case ListValue list -> lists.insertData(list, origin);
            case Value scalar -> scalars.add(scalar);
        }
    }

    private void ground(Origin origin) {
        if (origin.cyclic()) {
            cyclic = true;
        } else {
            grounded = true;
        }
    }

    private void insertCode(@Nullable Env env, Code code, Origin origin) {
        switch (code) {
            case Code.Literal literal -> insertData(literal.value(), origin);
            case Code.Type type -> {
                ground(origin);
                scalars.restrict(type.kinds(), new Term.Type(type.kinds()));
            }
            case Code.StructCode struct -> {
                ground(origin);
                structs.insert(env, struct, origin);
            }
            case Code.ListCode list -> {
                ground(origin);
                lists.insert(env, list, origin);
            }
            case Code.Both both -> {
                insert(new Conjunct.Said(env, both.left(), origin));
                insert(new Conjunct.Said(env, both.right(), origin));
            }
            case Code.Either either -> choose(env, either, origin);
            case Code.Named named -> {
                Env inner = Env.ofClause(env, vertex).bind(named.name(), vertex);
                insert(new Conjunct.Said(inner, named.value(), origin));
            }
            case Code.FieldRef _, Code.Bound _, Code.LetRef _, Code.Select _, Code.Index _ ->
                tasks.add(() -> attempt(() -> follow(env, code, origin)));
            case Code.CoreCall call
            when call.core() == Code.Core.AND || call.core() == Code.Core.OR || call.core() == Code.Core.CLOSE ->
                tasks.add(() -> attempt(() -> new CoreConstraints(this).insert(env, call, origin)));
            case Code.Slice _,
                    Code.Interpolation _,
                    Code.Unary _,
                    Code.Binary _,
                    Code.Limit _,
                    Code.Defined _,
                    Code.Call _,
                    Code.CoreCall _,
                    Code.Fail _ ->
                tasks.add(() -> attempt(() -> insertTerm(evaluator.term(env, code, vertex), origin)));
        }
    }

    void insertTerm(Term term, Origin origin) {
        if (fault != null) {
            return;
        }
        ground(origin);
        switch (term) {
            case Term.Scalar scalar -> insertData(scalar.value(), origin);
            case Term.Type type -> scalars.restrict(type.kinds(), type);
            case Term.Limit limit -> scalars.limit(limit);
            case Term.Check check -> scalars.check(check);
            case Term.All all -> all.terms().forEach(each -> insertTerm(each, origin));
            case Vertex other -> insertVertex(other, origin);
        }
    }

    private void insertVertex(Vertex other, Origin origin) {
        for (Conjunct conjunct : List.copyOf(other.conjuncts)) {
            insert(conjunct.with(origin));
        }
    }

    /** Adds what a reference points to: not its value but its constraints, which then see their new surroundings. */
    private void follow(@Nullable Env env, Code reference, Origin origin) {
        Vertex target = evaluator.resolve(env, reference, vertex);
        if (target == vertex) {
            grounded = true;
            return;
        }
        boolean isCyclic = false;
        for (Trail trail = origin.trail(); trail != null; trail = trail.before()) {
            if (Identity.same(trail.reference(), reference) && trail.target() == target && trail.at() == vertex) {
                return;
            }
            isCyclic |= Identity.same(trail.reference(), reference) && trail.target() == target && trail.at() != vertex;
        }
        Group definition = closes(target) ? new Group(true, true, origin.embeddedIn()) : null;
        Origin through =
                origin.through(new Trail(reference, env, target, vertex, origin.trail()), definition, isCyclic);
        for (Conjunct conjunct : List.copyOf(target.conjuncts)) {
            insert(conjunct.with(through));
        }
    }

    private static boolean closes(Vertex target) {
        if (target.definition != null) {
            return true;
        }
        for (Conjunct conjunct : target.conjuncts) {
            if (Groups.closedRecursively(conjunct.origin().groups())) {
                return true;
            }
        }
        return false;
    }

    private void choose(@Nullable Env env, Code.Either either, Origin origin) {
        if (chosen >= choices.length) {
            open.add(either);
            if (open.size() == 1) {
                chosen = choices.length;
            }
            if (!origin.cyclic()) {
                grounded = true;
            } else {
                cyclic = true;
            }
            return;
        }
        Code.Choice choice = either.choices().get(choices[chosen++]);
        if (either.marked()) {
            preference = preference.and(choice.preferred() ? Preference.PREFERRED : Preference.OTHER);
        }
        insert(new Conjunct.Said(env, choice.code(), origin));
    }

    /** Runs something that may come to nothing; a fault is kept. */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (FaultException e) {
            add(e.fault());
        }
    }

    void add(Fault next) {
        Fault placed = Evaluator.placed(next, vertex);
        if (placed.refuses()) {
            fault = fault == null ? placed : fault.and(placed);
        } else {
            incomplete = incomplete == null ? placed : incomplete;
        }
    }

    void fail(String text) {
        add(Fault.conflict(vertex, text));
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    @Nullable
    Fault incomplete() {
        return incomplete;
    }

    Code.@Nullable Either firstOpen() {
        return open.isEmpty() ? null : open.getFirst();
    }

    Preference preference() {
        return preference;
    }

    void later(Runnable task) {
        tasks.add(task);
    }
}
