package dev.firn.engine.store;

import java.nio.charset.StandardCharsets;

/** Keys of the store's own records, and the ends of a family. */
public final class StoreKeys {
    /** The store's identity, in {@link Family#CATALOG}. */
    public static final byte[] IDENTITY = "Mstore".getBytes(StandardCharsets.US_ASCII);

    /** The last {@code _seq} of the newest reserved block, in {@link Family#CATALOG}. */
    public static final byte[] RESERVED_SEQ = "Mseq".getBytes(StandardCharsets.US_ASCII);

    /** The next free ids, in {@link Family#CATALOG}. */
    public static final byte[] NEXT_IDS = "Mids".getBytes(StandardCharsets.US_ASCII);

    /** The last millisecond of the newest reservation of generated ids, in {@link Family#CATALOG}. */
    public static final byte[] RESERVED_IDS = "Mgenerated".getBytes(StandardCharsets.US_ASCII);

    /** Before every key. */
    public static final byte[] FIRST = {0};

    /** After every key. */
    public static final byte[] LAST = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};

    private StoreKeys() {}
}
