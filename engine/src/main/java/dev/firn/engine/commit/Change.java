package dev.firn.engine.commit;

/**
 * A change of the store that becomes durable and visible whole, or fails whole by an EngineException. It runs in the
 * committer's thread and does no slow work.
 */
public interface Change<R> {
    R apply(Commit commit);
}
