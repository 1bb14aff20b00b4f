package dev.firn.engine.ingest;

/**
 * Settings of bulk imports.
 *
 * @param spoolMib {@code firn.import.spool-mib}: what bodies that are kept on disk while they are imported may take, all
 *     together
 */
public record ImportSettings(int spoolMib) {}
