package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.compile.Code.Element;
import dev.enforce.language.cue.compile.Code.ListCode;
import dev.enforce.language.cue.evaluate.Conjunct.Data;
import dev.enforce.language.cue.evaluate.Conjunct.Said;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.ListValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The elements of a vertex. */
final class Lists {

    private record Source(@Nullable Env env, ListCode code, Origin origin) {}

    private record Rest(int from, @Nullable Said constraint) {}

    private final Unifier unifier;
    private final Vertex vertex;
    private final List<Source> computed = new ArrayList<>();
    private final List<Rest> rests = new ArrayList<>();
    private int closedAt = -1;

    Lists(Unifier unifier) {
        this.unifier = unifier;
        this.vertex = unifier.vertex;
    }

    void insertData(ListValue list, Origin origin) {
        if (!unifier.scalars.restrict(Kind.LIST, list)) {
            return;
        }
        vertex.list = true;
        Origin inner =
                origin.groups() == null && origin.trail() == null ? Origin.ROOT : origin.forField(origin.groups());
        int index = 0;
        for (Value item : list.items()) {
            element(index++).add(new Data(item, inner));
        }
        closeAt(index);
    }

    void insert(@Nullable Env env, ListCode code, Origin origin) {
        if (!unifier.scalars.restrict(Kind.LIST, code)) {
            return;
        }
        vertex.list = true;
        if (code.elements().stream().anyMatch(e -> e instanceof Element.Each)) {
            computed.add(new Source(env, code, origin));
        } else {
            unifier.attempt(() -> spread(new Source(env, code, origin)));
        }
    }

    void runComprehensions() {
        for (Source source : computed) {
            unifier.attempt(() -> spread(source));
        }
    }

    private void spread(Source source) {
        List<Said> items = new ArrayList<>();
        Origin inner = source.origin().forField(source.origin().groups());
        @Nullable Rest rest = null;
        for (Element element : source.code().elements()) {
            switch (element) {
                case Element.Item item -> items.add(new Said(source.env(), item.code(), inner));
                case Element.Each each -> {
                    List<Comprehensions.Body> bodies = new ArrayList<>();
                    Env env = source.env() == null ? Env.ofClause(null, vertex) : source.env();
                    new Comprehensions(unifier.evaluator, vertex).run(env, each.clauses(), bodies);
                    bodies.forEach(body -> items.add(new Said(body.env(), each.body(), inner)));
                }
                case Element.Rest r -> {
                    Code code = r.code();
                    rest = new Rest(items.size(), code == null ? null : new Said(source.env(), code, inner));
                }
            }
        }
        for (int i = 0; i < items.size(); i++) {
            element(i).add(items.get(i));
        }
        if (rest == null) {
            closeAt(items.size());
        } else {
            rests.add(rest);
        }
    }

    private Vertex element(int index) {
        while (vertex.elements.size() <= index) {
            vertex.elements.add(new Vertex(vertex, Integer.toString(vertex.elements.size())));
        }
        return vertex.elements.get(index);
    }

    private void closeAt(int length) {
        if (closedAt >= 0 && closedAt != length) {
            mismatch(Math.min(closedAt, length), Math.max(closedAt, length));
            return;
        }
        closedAt = length;
    }

    private void mismatch(int one, int two) {
        unifier.fail("incompatible list lengths (" + one + " and " + two + ")");
    }

    void finish() {
        if (!vertex.list) {
            return;
        }
        if (closedAt >= 0 && vertex.elements.size() > closedAt) {
            mismatch(closedAt, vertex.elements.size());
            return;
        }
        vertex.openList = closedAt < 0 && !rests.isEmpty();
        for (Rest rest : rests) {
            Said constraint = rest.constraint();
            for (int i = rest.from(); constraint != null && i < vertex.elements.size(); i++) {
                vertex.elements.get(i).add(constraint);
            }
        }
    }
}
