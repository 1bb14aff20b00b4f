package dev.firn.web;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.engine.run.Operator;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import org.jspecify.annotations.Nullable;

/** The body of an order to a run: {@code {"reason": "…"}}, or nothing. */
final class OrderBody {
    private static final int LIMIT_BYTES = 4 << 10;

    private OrderBody() {}

    /** Reads the reason, empty when none is given. What is empty may be of any media type. */
    static String reason(@Nullable String contentType, InputStream body) {
        PushbackInputStream input = new PushbackInputStream(body);
        if (isEmpty(input)) {
            return "";
        }
        if (!isJson(contentType)) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Cannot read the body: its media type must be " + Json.TYPE);
        }
        StringBuilder reason = new StringBuilder();
        RequestBody.read(input, LIMIT_BYTES, (String name, JsonParser json) -> {
            if (!name.equals("reason")) {
                return false;
            }
            reason.append(RequestBody.string(
                    json, OrderBody::fits, "a string of at most " + Operator.MAX_REASON_CHARACTERS + " characters"));
            return true;
        });
        return reason.toString();
    }

    private static boolean isEmpty(PushbackInputStream input) {
        try {
            int first = input.read();
            if (first >= 0) {
                input.unread(first);
            }
            return first < 0;
        } catch (IOException e) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "Cannot read the body: the connection ended", e);
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null && contentType.split(";", 2)[0].strip().equalsIgnoreCase(Json.TYPE);
    }

    private static boolean fits(String reason) {
        return reason.codePointCount(0, reason.length()) <= Operator.MAX_REASON_CHARACTERS;
    }
}
