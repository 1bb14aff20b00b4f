package dev.firn.engine.query;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;

/** Why a run ended before its reader had read it. */
enum Ending {
    CLOSED(ErrorCode.QUERY_CANCELLED, "The result is closed"),
    CANCELLED(ErrorCode.QUERY_CANCELLED, "The query was cancelled"),
    TIMED_OUT(ErrorCode.QUERY_TIMEOUT, "The query ran longer than its time limit"),
    STALLED(ErrorCode.QUERY_CANCELLED, "The query was cancelled: its result was not read in time");

    private final ErrorCode code;
    private final String message;

    Ending(ErrorCode code, String message) {
        this.code = code;
        this.message = message;
    }

    EngineException exception() {
        return new EngineException(code, message);
    }
}
