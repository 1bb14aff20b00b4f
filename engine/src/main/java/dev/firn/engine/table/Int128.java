package dev.firn.engine.table;

import java.math.BigInteger;
import java.util.Arrays;

/** The 16-byte form of a whole number of at most 38 digits: two's complement, big-endian. */
public final class Int128 {
    public static final int BYTES = 16;

    private Int128() {}

    /** The number's 16 bytes. */
    public static byte[] bytes(BigInteger value) {
        byte[] bytes = new byte[BYTES];
        put(bytes, 0, value);
        return bytes;
    }

    static void put(byte[] out, int at, BigInteger value) {
        byte[] shortest = value.toByteArray();
        int start = at + BYTES - shortest.length;
        Arrays.fill(out, at, start, (byte) (value.signum() < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, out, start, shortest.length);
    }

    static BigInteger read(byte[] in, int at) {
        return new BigInteger(in, at, BYTES);
    }
}
