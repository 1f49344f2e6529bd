package dev.enforce.language.cue.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * Constraints that came through one reference to a definition, one {@code close}, or one struct that embeds. A closing group
 * allows a field only where a constraint of the group, or of a struct that embeds it, declares it; a recursive one holds for what
 * its fields contain too.
 */
final class Group {

    private final boolean closing;
    private final boolean recursive;
    private final @Nullable Group around;

    Group(boolean closing, boolean recursive, @Nullable Group around) {
        this.closing = closing;
        this.recursive = recursive;
        this.around = around;
    }

    boolean closing() {
        return closing;
    }

    boolean recursive() {
        return recursive;
    }

    boolean accepts(Group other) {
        for (Group group = this; group != null; group = group.around) {
            if (group == other) {
                return true;
            }
        }
        return false;
    }

    /** The groups that a constraint belongs to. */
    record Groups(Group first, @Nullable Groups rest) {

        static @Nullable Groups forChildren(@Nullable Groups groups) {
            if (groups == null) {
                return null;
            }
            Groups rest = forChildren(groups.rest);
            boolean stays = groups.first.recursive || !groups.first.closing;
            if (stays) {
                return Identity.same(rest, groups.rest) ? groups : new Groups(groups.first, rest);
            }
            return rest;
        }

        static boolean acceptedBy(Group group, @Nullable Groups groups) {
            for (Groups each = groups; each != null; each = each.rest) {
                if (group.accepts(each.first)) {
                    return true;
                }
            }
            return false;
        }

        static boolean closedRecursively(@Nullable Groups groups) {
            for (Groups each = groups; each != null; each = each.rest) {
                if (each.first.closing && each.first.recursive) {
                    return true;
                }
            }
            return false;
        }
    }
}
