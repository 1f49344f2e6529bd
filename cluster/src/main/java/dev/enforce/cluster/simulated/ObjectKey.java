package dev.enforce.cluster.simulated;

/** Where an object lies; {@code namespace} is empty for those of the whole cluster. */
record ObjectKey(String group, String plural, String namespace, String name) implements Comparable<ObjectKey> {

    static ObjectKey of(ResourceType type, String namespace, String name) {
        return new ObjectKey(type.group(), type.plural(), namespace, name);
    }

    boolean isOf(ResourceType type) {
        return group.equals(type.group()) && plural.equals(type.plural());
    }

    private String sortable() {
        return group + "/" + plural + "/" + namespace + "/" + name;
    }

    @Override
    public int compareTo(ObjectKey other) {
        return sortable().compareTo(other.sortable());
    }
}
