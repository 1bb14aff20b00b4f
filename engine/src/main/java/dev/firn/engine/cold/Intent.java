package dev.firn.engine.cold;

/**
 * A data file that is about to be written: what the sweep may delete after a crash when the manifest does not list it.
 *
 * @param path the final path, relative to the data directory, with {@code /}
 */
public record Intent(long fileId, String path, String runId) {}
