package dev.firn.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** An answer's bytes: held back at first, sent on once there is a connection to send them to. */
final class AnswerOutput extends OutputStream {
    private final HeldBytes held = new HeldBytes();
    private @Nullable OutputStream target;

    boolean isHeld() {
        return target == null;
    }

    int heldBytes() {
        return held.size();
    }

    byte[] toByteArray() {
        return held.toByteArray();
    }

    /** Forgets all but the first bytes; only while they are held. */
    void truncate(int length) {
        if (!isHeld()) {
            throw new IllegalStateException("the answer is already on its way");
        }
        held.truncate(length);
    }

    /** Sends what was held, and from now on everything, to the client. */
    void sendTo(OutputStream client) throws IOException {
        held.writeTo(client);
        held.reset();
        target = client;
    }

    @Override
    public void write(int value) throws IOException {
        sink().write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        sink().write(bytes, offset, length);
    }

    private OutputStream sink() {
        return target == null ? held : target;
    }

    private static final class HeldBytes extends ByteArrayOutputStream {
        HeldBytes() {
            super(4096);
        }

        void truncate(int length) {
            count = length;
        }
    }
}
