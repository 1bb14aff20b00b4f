package dev.firn.engine.table;

/**
 * A kind of failure that clients can act on. Each code has one HTTP status and one SQLSTATE; the README lists them.
 */
public enum ErrorCode {
    EMPTY_SQL(400, "42601"),
    INVALID_SQL(400, "42601"),
    INVALID_INPUT(400, "22023"),
    INVALID_PARAMETER(400, "22023"),
    PARAMS_WITH_BATCH(400, "42601"),
    BATCH_PARSE_ERROR(400, "42601"),
    TYPE_MISMATCH(400, "42804"),
    COLUMN_NOT_FOUND(400, "42703"),
    UNAUTHENTICATED(401, "28000"),
    PERMISSION_DENIED(403, "42501"),
    NAMESPACE_NOT_FOUND(404, "3F000"),
    TABLE_NOT_FOUND(404, "42P01"),
    NOT_FOUND(404, "02000"),
    NOT_ACCEPTABLE(406, "22023"),
    ALREADY_EXISTS(409, "42710"),
    CONSTRAINT_VIOLATION(409, "23000"),
    TRANSACTION_CONFLICT(409, "40001"),
    IDEMPOTENCY_CONFLICT(409, "23505"),
    JOB_STATE_CONFLICT(409, "55000"),
    PAYLOAD_TOO_LARGE(413, "54000"),
    UNSUPPORTED_MEDIA_TYPE(415, "22023"),
    RATE_LIMIT_EXCEEDED(429, "53400"),
    RESOURCE_LIMIT_EXCEEDED(422, "53200"),
    QUERY_CANCELLED(499, "57014"),
    QUERY_TIMEOUT(504, "57014"),
    SQL_EXECUTION_ERROR(400, "22000"),
    INTERNAL_ERROR(500, "XX000"),
    STORAGE_UNAVAILABLE(503, "58000"),
    DATA_FILE_UNAVAILABLE(503, "58030"),
    STORAGE_FULL(507, "53100");

    private final int httpStatus;
    private final String sqlState;

    ErrorCode(int httpStatus, String sqlState) {
        this.httpStatus = httpStatus;
        this.sqlState = sqlState;
    }

    /** The HTTP status of an answer that failed with this code. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The five-character SQLSTATE of this code. */
    public String sqlState() {
        return sqlState;
    }
}
