package dev.firn.engine.ingest;

/**
 * A bulk import under way: the reader fills one batch after the other and each is stored whole or not at all.
 * web parses in its thread; ejb stores one batch a call.
 */
public interface RowImport extends AutoCloseable {
    /** Reads the next batch from the input and holds it; false at the end of the input. A bad row's line stands in the error. */
    boolean readBatch();

    /** Stores the batch that was read, durably, and adds it to {@link #rowsStored()}. */
    void storeBatch();

    long rowsStored();

    @Override
    void close();
}
