package dev.firn.engine.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The check that bytes are well-formed UTF-8 (Unicode 16, table 3-7): no overlong forms, no surrogates. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    static boolean isWellFormed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (at + 8 <= to && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
                at += 8;
                continue;
            }
            int length = bytes[at] >= 0 ? 1 : sequenceLength(bytes, at, to);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** The length of the well-formed sequence of two to four bytes at a place, 0 when there is none. */
    private static int sequenceLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return continues(bytes, at + 1, to, 0x80, 0xBF) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            int least = lead == 0xE0 ? 0xA0 : 0x80;
            int most = lead == 0xED ? 0x9F : 0xBF;
            boolean whole = continues(bytes, at + 1, to, least, most) && continues(bytes, at + 2, to, 0x80, 0xBF);
            return whole ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int least = lead == 0xF0 ? 0x90 : 0x80;
            int most = lead == 0xF4 ? 0x8F : 0xBF;
            boolean whole = continues(bytes, at + 1, to, least, most)
                    && continues(bytes, at + 2, to, 0x80, 0xBF)
                    && continues(bytes, at + 3, to, 0x80, 0xBF);
            return whole ? 4 : 0;
        }
        return 0;
    }

    private static boolean continues(byte[] bytes, int at, int to, int least, int most) {
        return at < to && (bytes[at] & 0xFF) >= least && (bytes[at] & 0xFF) <= most;
    }
}
