package dev.firn.engine.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a code. The message is written for the client: it says what failed, where and why, and never holds a
 * path, a stack trace or another user's data.
 */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The detail of a RATE_LIMIT_EXCEEDED that says when to try again. */
    public static final String RETRY_AFTER_SECONDS = "retry_after_seconds";

    private final ErrorCode code;
    private final int position;
    // LinkedHashMap, not Map: the exception crosses serialising borders (remote EJB views).
    private final LinkedHashMap<String, Object> details;

    public EngineException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public EngineException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, 0, new LinkedHashMap<>());
    }

    private EngineException(
            ErrorCode code,
            String message,
            @Nullable Throwable cause,
            int position,
            LinkedHashMap<String, Object> details) {
        super(message, cause);
        this.code = code;
        this.position = position;
        this.details = details;
    }

    public ErrorCode code() {
        return code;
    }

    /** The character of the request's SQL, counted from 1, at which the failure lies. */
    public OptionalInt position() {
        return position > 0 ? OptionalInt.of(position) : OptionalInt.empty();
    }

    /** Further facts under the names of docs/api.md ({@code rows_stored}, {@code line}, …); empty when none. */
    public Map<String, Object> details() {
        return Map.copyOf(details);
    }

    /** The same failure at a character of the request's SQL, counted from 1. */
    public EngineException at(int newPosition) {
        return copy(message(), newPosition, details);
    }

    /** The same failure with one more fact. */
    public EngineException with(String name, Object value) {
        LinkedHashMap<String, Object> extended = new LinkedHashMap<>(details);
        extended.put(name, value);
        return copy(message(), position, extended);
    }

    /** The same failure under a message that names where it happened. */
    public EngineException prefixed(String prefix) {
        return copy(prefix + message(), position, details);
    }

    private String message() {
        return String.valueOf(getMessage());
    }

    private EngineException copy(String message, int newPosition, LinkedHashMap<String, Object> newDetails) {
        EngineException copy = new EngineException(code, message, getCause(), newPosition, newDetails);
        copy.setStackTrace(getStackTrace());
        return copy;
    }
}
