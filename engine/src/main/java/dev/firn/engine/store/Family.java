package dev.firn.engine.store;

import java.nio.charset.StandardCharsets;

/** A column family of the store. Opening creates missing ones. */
public enum Family {
    /** Namespaces, tables, scopes, users, and the store's own counters. */
    CATALOG,
    /** Buffered row versions under table id (4) · scope id (8) · {@code _seq} (8). */
    HOT,
    /** The newest {@code _seq} of each key under table id (4) · scope id (8) · normalised key. */
    KEYS,
    /** The new {@code _seq} of each replaced version under table id (4) · scope id (8) · old {@code _seq} (8). */
    SUPERSEDED,
    /** Data files, watermarks, intents and obsolete files. */
    MANIFEST,
    /** Records of flush and maintenance runs under their id. */
    RUNS,
    /** What was done under each Idempotency-Key of the last 24 hours. */
    IDEMPOTENCY;

    /** Bytes of table id and scope id before a row's {@code _seq}: the prefix of {@link #HOT}. */
    static final int HOT_PREFIX_BYTES = 12;

    /** True for what is written for each row. */
    boolean growsWithRows() {
        return this == HOT || this == KEYS || this == SUPERSEDED;
    }

    byte[] familyName() {
        return name().toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }
}
