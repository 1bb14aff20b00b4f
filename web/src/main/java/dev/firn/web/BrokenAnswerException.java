package dev.firn.web;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;

/** An answer that failed on its way, in a form that cannot say so: its connection must break. */
final class BrokenAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    BrokenAnswerException(EngineException reason) {
        super(reason.getMessage(), reason);
        this.code = reason.code();
    }

    ErrorCode code() {
        return code;
    }
}
