package dev.enforce.language.cue.evaluate;

import dev.enforce.language.Location;
import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.compile.Code.Choice;
import dev.enforce.language.cue.evaluate.Conjunct.Said;
import dev.enforce.language.cue.value.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code and}, {@code or} and {@code close}: functions that answer constraints, not values. */
final class CoreConstraints {

    private final Unifier unifier;

    CoreConstraints(Unifier unifier) {
        this.unifier = unifier;
    }

    void insert(@Nullable Env env, Code.CoreCall call, Origin origin) {
        Code argument = call.arguments().getFirst();
        if (call.core() == Code.Core.CLOSE) {
            Term term = unifier.evaluator.term(env, argument, unifier.vertex);
            if ((Kinds.of(term) & Kind.STRUCT) == 0) {
                throw FaultException.conflict(
                        unifier.vertex,
                        "cannot use " + Format.anything(term) + " (type " + Kind.name(Kinds.of(term))
                                + ") as struct in argument 1 to close");
            }
            Group group = new Group(true, false, origin.embeddedIn());
            unifier.insert(new Said(env, argument, origin.with(group)));
            return;
        }
        Vertex list = unifier.evaluator.container(env, argument, unifier.vertex);
        if (!list.list) {
            throw FaultException.conflict(
                    unifier.vertex,
                    "cannot use value (type struct) as list in argument 1 to "
                            + call.core().name().toLowerCase(java.util.Locale.ROOT));
        }
        if (call.core() == Code.Core.AND) {
            for (Vertex element : List.copyOf(list.elements)) {
                element.conjuncts.forEach(conjunct -> unifier.insert(conjunct.with(origin)));
            }
            return;
        }
        insertOr(list, call.at(), origin);
    }

    private void insertOr(Vertex list, Location at, Origin origin) {
        if (list.elements.isEmpty()) {
            throw list.openList
                    ? FaultException.incomplete("empty list in call to or")
                    : FaultException.incomplete("empty list in call to or");
        }
        Env env = Env.ofClause(null, unifier.vertex);
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < list.elements.size(); i++) {
            String name = Integer.toString(i);
            env.bind(name, list.elements.get(i));
            choices.add(new Choice(new Code.Bound(at, 0, name), false));
        }
        unifier.insert(new Said(env, new Code.Either(at, List.copyOf(choices), false), origin));
    }
}
