package dev.firn.engine.retention;

/**
 * Settings of retention.
 *
 * @param checkSeconds how often expired rows are looked for
 * @param streamTableBytes encoded bytes that a STREAM table may hold before its oldest rows go
 */
public record RetentionSettings(int checkSeconds, long streamTableBytes) {}
