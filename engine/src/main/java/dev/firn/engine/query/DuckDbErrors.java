package dev.firn.engine.query;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Excerpt;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes an error of Firn of an error of DuckDB: the right code, the position in the user's text, and a message without a
 * path, a generated name or a Java stack.
 */
final class DuckDbErrors {
    private static final int MAX_CHARACTERS = 300;
    private static final Pattern KIND = Pattern.compile("^(?:Error: )?([A-Za-z ]+?) Error: ");
    private static final Pattern COLUMN =
            Pattern.compile("(?:Referenced c|C)olumn \"([^\"]+)\"[^\"]* (?:not found|does not exist)|"
                    + "Column with name \"?([^\"]+?)\"? does not exist|"
                    + "column named \"([^\"]+)\"|"
                    + "Column \"([^\"]+)\" in (?:EXCLUDE|REPLACE) list not found");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern WRONG_TYPE = Pattern.compile(
            "Cannot compare values|Cannot cast|Cannot mix values|No function matches|Could not choose|"
                    + "Unimplemented type for cast|explicit (type )?cast|Cannot deduce|must be (of type )?a?n? ?boolean",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern INTERNALS = Pattern.compile(
            "\\.parquet|org\\.duckdb|java\\.|read_parquet|dev\\.firn|memory\\.main|temp\\.main|SET [a-z_]+|"
                    + "Exception|/[A-Za-z0-9_.-]+/");

    private static final Pattern DAMAGE = Pattern.compile(
            "parquet|magic bytes|thrift|TProtocol|decompress|ZSTD|corrupt|out of buffer|dictionary|invalid data|"
                    + "unicode|stats size|encoding",
            Pattern.CASE_INSENSITIVE);

    private DuckDbErrors() {}

    /** True when a failure may come of damaged bytes in a data file, and not of what the query says. */
    static boolean mayBeDamage(SQLException e) {
        String message = String.valueOf(e.getMessage());
        Matcher matcher = KIND.matcher(message);
        return switch (matcher.find() ? matcher.group(1) : "") {
            case "Binder", "Catalog", "Parser", "Syntax", "Parameter Not Resolved", "Parameter Not Allowed" -> false;
            case "Out of Memory", "INTERRUPT" -> false;
            case "Conversion", "Mismatch Type", "Invalid Type", "Out of Range", "Invalid Input", "Not implemented" ->
                DAMAGE.matcher(message).find();
            default -> true;
        };
    }

    /** The error of a run, when neither a cancel nor a callback explains it. */
    static EngineException translate(SQLException e, CheckedSelect select) {
        String message = String.valueOf(e.getMessage());
        Matcher matcher = KIND.matcher(message);
        String kind = matcher.find() ? matcher.group(1) : "";
        String sentence = sentence(withOriginalNames(message, select.originalNames()));
        return switch (kind) {
            case "Binder", "Catalog" -> binder(message, sentence, select, e);
            case "Parser", "Syntax", "Not implemented", "Expression Depth", "Expression", "Parameter Not Resolved" ->
                new EngineException(ErrorCode.INVALID_SQL, sentence, e);
            case "Conversion", "Mismatch Type", "Invalid Type", "Parameter Not Allowed" ->
                new EngineException(ErrorCode.TYPE_MISMATCH, sentence, e);
            case "Out of Range", "Invalid Input", "Sequence", "Constraint", "Object Size" ->
                new EngineException(ErrorCode.SQL_EXECUTION_ERROR, sentence, e);
            case "Out of Memory" ->
                new EngineException(
                        ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                        "Cannot run this query: it needs more memory than its limit",
                        e);
            case "IO", "HTTP", "Permission" ->
                // Not a data file: they were checked.
                new EngineException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "Cannot run this query: a file of the query engine cannot be read or written",
                        e);
            case "INTERRUPT" -> new EngineException(ErrorCode.QUERY_CANCELLED, "The query was cancelled", e);
            default ->
                new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot run this query: the query engine failed", e);
        };
    }

    private static EngineException binder(String message, String sentence, CheckedSelect select, SQLException e) {
        Matcher column = COLUMN.matcher(message);
        if (column.find()) {
            String name = firstGroup(column);
            return at(
                    new EngineException(ErrorCode.COLUMN_NOT_FOUND, "Column " + name + " does not exist", e),
                    select.positionOf(name));
        }
        ErrorCode code = WRONG_TYPE.matcher(message).find() ? ErrorCode.TYPE_MISMATCH : ErrorCode.INVALID_SQL;
        EngineException failure = new EngineException(code, sentence, e);
        Matcher quoted = QUOTED.matcher(message);
        return quoted.find() ? at(failure, select.positionOf(quoted.group(1))) : failure;
    }

    private static String firstGroup(Matcher matcher) {
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null) {
                return matcher.group(i);
            }
        }
        throw new IllegalStateException("no group matched");
    }

    private static EngineException at(EngineException failure, int position) {
        return position > 0 ? failure.at(position) : failure;
    }

    static String withOriginalNames(String text, Map<String, String> originals) {
        String named = text;
        for (Map.Entry<String, String> name : originals.entrySet()) {
            named = named.replace(name.getKey(), name.getValue());
        }
        return named;
    }

    /** True when the instance may be of no more use: DuckDB refuses everything after an error of its own. */
    static boolean mayInvalidate(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("FATAL")
                || message.startsWith("INTERNAL")
                || message.contains("database has been invalidated");
    }

    /** The first statement of a message as a sentence, without DuckDB's suggestions and excerpts of the query. */
    static String sentence(String message) {
        String text = KIND.matcher(message).replaceFirst("");
        for (String end : new String[] {
            "\n\nLINE ",
            "\nLINE ",
            "\nCandidate",
            "\n\tCandidate",
            "\nDid you mean",
            "\nEither add",
            ". Use TRY",
            " Use \"SET",
            ", or SET"
        }) {
            int cut = text.indexOf(end);
            text = cut > 0 ? text.substring(0, cut) : text;
        }
        text = text.replaceAll("\\s+", " ").strip();
        if (text.isEmpty() || INTERNALS.matcher(text).find()) {
            return "Cannot run this query: it is not valid";
        }
        String cut = Excerpt.of(text, MAX_CHARACTERS);
        return cut.substring(0, 1).toUpperCase(Locale.ROOT) + cut.substring(1);
    }
}
