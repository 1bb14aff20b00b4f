package dev.firn.engine.retention;

/** What one commit removes: row versions, their bytes in the tier that held them, and data files. */
public record Removal(long rows, long bytes, int files) {}
