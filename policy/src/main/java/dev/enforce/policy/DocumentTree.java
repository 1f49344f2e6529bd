package dev.enforce.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One document as a JSON tree, with the places of its fields. */
record DocumentTree(ObjectNode root, Places places) {

    /** Most levels of nesting. */
    static final int MAX_DEPTH = 64;

    /** Most values in one text, after aliases are followed. */
    static final int MAX_VALUES = 50_000;
}
