package dev.firn.engine.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Turns SQL into the syntax tree of DuckDB's own parser and back, so that checker and executor cannot disagree. */
final class SyntaxTrees {
    private static final String TOO_DEEP = "Max expression depth";
    private static final int MAX_TREE_DEPTH = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_TREE_DEPTH)
                    .maxStringLength(StatementShape.MAX_CHARACTERS * 4)
                    .build())
            .build());

    private final Connections connections;
    private final DeepStack stack;

    /** Where a connection comes from; the caller closes it. */
    interface Connections {
        DuckDBConnection connect() throws SQLException;
    }

    SyntaxTrees(Connections connections, DeepStack stack) {
        this.connections = connections;
        this.stack = stack;
    }

    /** The tree ({@code node}, {@code named_param_map}) of a text that must be exactly one query. */
    ObjectNode parse(SqlText sql) {
        return parse(sql, "");
    }

    /** The tree of {@code SELECT} followed by the text; positions still count in the text. */
    ObjectNode parseSelectList(SqlText sql) {
        return parse(sql, Checker.EXPRESSION_PREFIX);
    }

    /** The tree of a text that {@link #text} made. */
    ObjectNode reparse(String text) {
        SqlText sql = new SqlText(text, 1);
        JsonNode answer = read(sql, call("SELECT json_serialize_sql(?)", text));
        if (answer.path("statements").size() == 1 && answer.path("statements").get(0) instanceof ObjectNode statement) {
            return statement;
        }
        if (answer.path("error_message").asText().startsWith(TOO_DEEP)) {
            throw tooDeep(null);
        }
        throw new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot run this query: it changes when rewritten");
    }

    private ObjectNode parse(SqlText sql, String prefix) {
        StatementShape.check(sql);
        JsonNode answer = read(sql, call("SELECT json_serialize_sql(?)", prefix + sql.text()));
        if (answer.path("error").asBoolean(true)) {
            throw failure(sql, prefix.length(), answer);
        }
        JsonNode statements = answer.path("statements");
        if (statements.isEmpty()) {
            throw new EngineException(ErrorCode.EMPTY_SQL, "There is no statement").at(sql.position());
        }
        if (statements.size() > 1 || !(statements.get(0) instanceof ObjectNode statement)) {
            throw new EngineException(ErrorCode.INVALID_SQL, "Cannot run this query: it must be a single statement")
                    .at(sql.position());
        }
        return statement;
    }

    /** The text of a tree that the checker has passed. */
    String text(ObjectNode statement) {
        ObjectNode root = JSON.createObjectNode().put("error", false);
        root.putArray("statements").add(statement);
        return call("SELECT json_deserialize_sql(CAST(? AS JSON))", root.toString());
    }

    private JsonNode read(SqlText sql, String json) {
        try {
            return JSON.readTree(json);
        } catch (StreamConstraintsException e) {
            throw tooDeep(e).at(sql.position());
        } catch (JsonProcessingException e) {
            throw new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot read the statement's syntax tree", e);
        }
    }

    private static EngineException failure(SqlText sql, int prefixBytes, JsonNode answer) {
        String message = answer.path("error_message").asText("");
        if (answer.path("error_type").asText().equals("not implemented")) {
            return new EngineException(ErrorCode.INVALID_SQL, "Cannot run this statement: only SELECT is allowed here")
                    .at(sql.position());
        }
        if (message.startsWith(TOO_DEEP)) {
            return tooDeep(null).at(sql.position());
        }
        EngineException failure = new EngineException(ErrorCode.INVALID_SQL, DuckDbErrors.sentence(message));
        int position = sql.positionOfByte(answer.path("position").asLong(Long.MIN_VALUE) - prefixBytes);
        return position > 0 ? failure.at(position) : failure;
    }

    private static EngineException tooDeep(@Nullable Throwable cause) {
        return new EngineException(
                ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                "Cannot check this statement: expressions nest deeper than " + DuckDbInstance.MAX_EXPRESSION_DEPTH
                        + " levels",
                cause);
    }

    private String call(String sql, String argument) {
        try {
            return stack.run(() -> ask(sql, argument));
        } catch (SQLException e) {
            throw new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot check this statement", e);
        }
    }

    private String ask(String sql, String argument) throws SQLException {
        try (DuckDBConnection connection = connections.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, argument);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
