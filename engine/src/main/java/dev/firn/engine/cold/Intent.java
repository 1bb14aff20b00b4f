package dev.firn.engine.cold;

/**
 * A data file that is about to be written: what the sweep may delete after a crash when the manifest does not list it.
 *
 * @param path the final path, relative to the data directory, with {@code /}
 * @param temporary the path under which it is written, in the same directory
 */
public record Intent(long fileId, String path, String temporary, String runId) {
    public Intent(long fileId, String path, String runId) {
        this(fileId, path, DataFileLayout.temporary(path), runId);
    }

    /** The intent to publish the same file under another final path, after the first one was found taken. */
    public Intent withPath(String otherPath) {
        return new Intent(fileId, otherPath, temporary, runId);
    }
}
