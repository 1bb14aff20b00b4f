package dev.firn.web;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.engine.run.Operator;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** Reads the body of an order to a run: {@code {"reason": "…"}}, or nothing. */
final class OrderBody {
    private static final int LIMIT_BYTES = 4 << 10;

    private OrderBody() {}

    /** The reason, empty when there is none. */
    static String reason(InputStream body) {
        StringBuilder reason = new StringBuilder();
        try {
            PushbackInputStream read = new PushbackInputStream(body);
            int first = read.read();
            if (first >= 0) {
                read.unread(first);
                RequestBody.read(read, LIMIT_BYTES, (String name, JsonParser json) -> {
                    if (!name.equals("reason") || !reason.isEmpty()) {
                        return false;
                    }
                    reason.append(RequestBody.string(
                            json,
                            text -> text.length() <= Operator.MAX_REASON_CHARACTERS,
                            "a string of at most " + Operator.MAX_REASON_CHARACTERS + " characters"));
                    return true;
                });
            }
        } catch (IOException e) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "Cannot read the body: the connection ended", e);
        }
        return reason.toString();
    }
}
