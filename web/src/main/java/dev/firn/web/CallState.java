package dev.firn.web;

import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one HTTP request knows of itself: who calls, its query id, when it began. Kept in request attributes. */
final class CallState {
    private static final String CALLER = "dev.firn.caller";
    private static final String REFUSAL = "dev.firn.refusal";
    private static final String QUERY_ID = "dev.firn.queryId";
    private static final String WATCH = "dev.firn.watch";

    private CallState() {}

    static void begin(HttpServletRequest request) {
        request.setAttribute(WATCH, new Stopwatch());
    }

    static Stopwatch watch(HttpServletRequest request) {
        return request.getAttribute(WATCH) instanceof Stopwatch watch ? watch : new Stopwatch();
    }

    static void setQueryId(HttpServletRequest request, UUID queryId) {
        request.setAttribute(QUERY_ID, queryId);
    }

    static @Nullable String queryId(HttpServletRequest request) {
        return request.getAttribute(QUERY_ID) instanceof UUID id ? id.toString() : null;
    }

    static void signedIn(HttpServletRequest request, Caller caller) {
        request.setAttribute(CALLER, caller);
    }

    static void refused(HttpServletRequest request, EngineException refusal) {
        request.setAttribute(REFUSAL, refusal);
    }

    /** Who calls; a request without valid credentials is refused. */
    static Caller caller(HttpServletRequest request) {
        if (request.getAttribute(CALLER) instanceof Caller caller) {
            return caller;
        }
        if (request.getAttribute(REFUSAL) instanceof EngineException refusal) {
            throw refusal;
        }
        throw new EngineException(
                ErrorCode.UNAUTHENTICATED, "Cannot answer: this path needs a Bearer token or Basic credentials");
    }
}
