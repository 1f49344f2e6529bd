package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code.StructCode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A scope at work: the vertex that a struct was put into, or what a clause bound. */
final class Env {

    private final @Nullable Env outer;
    private final Vertex vertex;
    private final @Nullable StructCode code;
    private final Map<String, Vertex> bound = new HashMap<>();

    private Env(@Nullable Env outer, Vertex vertex, @Nullable StructCode code) {
        this.outer = outer;
        this.vertex = vertex;
        this.code = code;
    }

    static Env ofStruct(@Nullable Env outer, Vertex vertex, StructCode code) {
        return new Env(outer, vertex, code);
    }

    static Env ofClause(@Nullable Env outer, Vertex vertex) {
        return new Env(outer, vertex, null);
    }

    static Env up(@Nullable Env from, int levels) {
        Env env = from;
        for (int i = 0; i < levels && env != null; i++) {
            env = env.outer;
        }
        if (env == null) {
            throw new IllegalStateException("a reference leads out of all scopes");
        }
        return env;
    }

    Vertex vertex() {
        return vertex;
    }

    @Nullable
    StructCode code() {
        return code;
    }

    Env bind(String name, Vertex value) {
        bound.put(name, value);
        return this;
    }

    @Nullable
    Vertex bound(String name) {
        return bound.get(name);
    }
}
