package dev.firn.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/api/sql}: {@code {"sql", "params", "namespace_id"}}. */
final class SqlBody {
    private static final int SQL_LIMIT_BYTES = 1 << 20;
    private static final int PARAMS_LIMIT = 50;
    private static final int PARAM_LIMIT_BYTES = 512 << 10;
    /** A number with more digits before or after its point would cost more than it can be worth. */
    private static final int NUMBER_LIMIT_DIGITS = 1000;

    private @Nullable String sql;
    private @Nullable String namespace;
    private final List<@Nullable Object> params = new ArrayList<>();

    private SqlBody() {}

    static SqlRequest read(InputStream input, UUID queryId) {
        SqlBody body = new SqlBody();
        RequestBody.read(input, RequestBody.LIMIT_BYTES, body::readField);
        if (body.sql == null) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "Cannot read the body: field 'sql' is missing");
        }
        return new SqlRequest(body.sql, body.params, Optional.ofNullable(body.namespace), queryId);
    }

    private boolean readField(String name, JsonParser json) throws IOException {
        switch (name) {
            case "sql" -> sql = limited(RequestBody.string(json, text -> true, "a string"), SQL_LIMIT_BYTES, "the SQL");
            case "params" -> readParams(json);
            case "namespace_id" -> readNamespace(json);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void readNamespace(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NULL) {
            namespace = RequestBody.string(json, text -> !text.isEmpty(), "a string that is not empty");
        }
    }

    private void readParams(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw RequestBody.invalid(json, "field 'params' must be an array");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (params.size() == PARAMS_LIMIT) {
                throw new EngineException(
                        ErrorCode.INVALID_PARAMETER, "Cannot bind parameters: there are more than " + PARAMS_LIMIT);
            }
            params.add(param(json));
        }
    }

    private @Nullable Object param(JsonParser json) throws IOException {
        int index = params.size() + 1;
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> limited(json.getText(), PARAM_LIMIT_BYTES, "parameter $" + index);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json, index);
            default ->
                throw RequestBody.invalid(
                        json, "parameter $" + index + " must be a string, a number, a boolean or null");
        };
    }

    private static Object number(JsonParser json, int index) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return json.getLongValue();
        }
        BigDecimal value = json.getDecimalValue();
        if (Math.abs((long) value.scale()) > NUMBER_LIMIT_DIGITS) {
            throw new EngineException(
                    ErrorCode.INVALID_PARAMETER,
                    "Cannot bind parameter $" + index + ": the number has too many digits");
        }
        // BigDecimal has no negative zero, DOUBLE has.
        boolean negativeZero = value.signum() == 0 && json.getText().startsWith("-");
        return negativeZero ? (Object) (-0.0) : value;
    }

    private static String limited(String text, int limitBytes, String what) {
        // Three bytes a char at most: only long texts have to be counted.
        if (text.length() > limitBytes / 3 && text.getBytes(StandardCharsets.UTF_8).length > limitBytes) {
            throw new EngineException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "Cannot run the request: " + what + " is larger than " + (limitBytes >> 10) + " KiB");
        }
        return text;
    }
}
