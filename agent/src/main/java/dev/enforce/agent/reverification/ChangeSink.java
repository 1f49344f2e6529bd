package dev.enforce.agent.reverification;

/** Is told of changes. Must not block: whoever sends them anywhere keeps a bounded queue. */
@FunctionalInterface
public interface ChangeSink {

    void accept(ImageChanges changes);
}
