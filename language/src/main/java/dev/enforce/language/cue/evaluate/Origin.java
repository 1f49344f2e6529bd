package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.evaluate.Group.Groups;
import org.jspecify.annotations.Nullable;

/**
 * Where a constraint comes from.
 *
 * @param embeddedIn the struct in which it is embedded
 * @param trail the references through which it came
 * @param cyclic whether the last of them was met before, higher up
 */
record Origin(
        @Nullable Groups groups,
        @Nullable Group embeddedIn,
        @Nullable Trail trail,
        boolean cyclic) {

    static final Origin ROOT = new Origin(null, null, null, false);

    record Trail(
            Code reference,
            @Nullable Env env,
            Vertex target,
            Vertex at,
            @Nullable Trail before) {}

    /** For the fields of the struct that this constraint is. */
    Origin forField(@Nullable Groups own) {
        return new Origin(Groups.forChildren(own), null, trail, false);
    }

    Origin embedded(@Nullable Groups own, @Nullable Group in) {
        return new Origin(own, in, trail, cyclic);
    }

    Origin through(Trail longer, @Nullable Group definition, boolean isCyclic) {
        Groups all = definition == null ? groups : new Groups(definition, groups);
        return new Origin(all, embeddedIn, longer, cyclic || isCyclic);
    }

    Origin with(Group group) {
        return new Origin(new Groups(group, groups), embeddedIn, trail, cyclic);
    }
}
