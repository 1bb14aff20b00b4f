package dev.firn.engine.table;

/** The refusal of a value that does not fit its column, and how a value is shown in it. */
final class Misfit {
    private static final int MAX_SHOWN = 40;

    private Misfit() {}

    static EngineException of(Column column, String value, String reason) {
        return new EngineException(
                ErrorCode.TYPE_MISMATCH,
                "Cannot store " + value + " in column " + column.name() + " of type "
                        + column.type().sqlName() + ": " + reason);
    }

    static EngineException outOfRange(Column column, String value) {
        return of(
                column,
                shortened(value),
                "it is out of the range of " + column.type().sqlName());
    }

    /** The refusal of a value for its kind, which is named with its article: {@code a number}. */
    static EngineException ofKind(Column column, String value, String kind) {
        boolean vowel = column.type().kind() == ColumnType.Kind.INT;
        return of(
                column,
                value,
                kind + " is not " + (vowel ? "an " : "a ") + column.type().sqlName());
    }

    static String quoted(String text) {
        return "'" + shortened(text) + "'";
    }

    static String shortened(String value) {
        return Excerpt.of(value, MAX_SHOWN);
    }
}
