package dev.firn.engine.query;

/** What stands behind a parameter of the text that DuckDB runs. */
sealed interface BoundValue {
    /** The user's parameter {@code $number}. */
    record Parameter(int number) implements BoundValue {}

    /** The caller's user id. */
    record CurrentUser() implements BoundValue {}

    /**
     * A literal in the form of a time. It is bound so that its type is known when it is read: DuckDB alone would ignore
     * an offset and cut digits.
     */
    record Time(String text) implements BoundValue {}
}
