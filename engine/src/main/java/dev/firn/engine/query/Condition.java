package dev.firn.engine.query;

import dev.firn.engine.table.SqlLiteral;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What WHERE asks of every row of a table, as far as it compares one column with constants: a file or row that cannot
 * fulfil it need not be read.
 *
 * @param column as written in the query
 * @param operands of IN any number, of BETWEEN two, of the null tests none, else one
 */
record Condition(String column, Test test, List<Operand> operands) {
    Condition {
        operands = List.copyOf(operands);
    }

    /** How the column is compared. */
    enum Test {
        EQUAL("="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        BETWEEN("BETWEEN"),
        IN("IN"),
        IS_NULL("IS NULL"),
        IS_NOT_NULL("IS NOT NULL");

        private final String sql;

        Test(String sql) {
            this.sql = sql;
        }

        /** The test that holds of the swapped operands. */
        Test swapped() {
            return switch (this) {
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
                case EQUAL, BETWEEN, IN, IS_NULL, IS_NOT_NULL -> this;
            };
        }
    }

    /** A constant. */
    sealed interface Operand {
        /**
         * A literal.
         *
         * @param kind of {@link AllowedSql#LITERALS}
         */
        record Literal(String kind, String text) implements Operand {
            @Override
            public String toString() {
                return kind.equals("STRING") ? SqlLiteral.quoted(text) : text;
            }
        }

        /** A literal under a type, as in {@code DATE '2026-01-01'}; the type in lower case. */
        record Typed(String type, String text) implements Operand {
            @Override
            public String toString() {
                return type.toUpperCase(Locale.ROOT) + " " + SqlLiteral.quoted(text);
            }
        }

        /** The value at a place, from 1, of {@link CheckedSelect#bound()}. */
        record Bound(int place) implements Operand {
            @Override
            public String toString() {
                return "$";
            }
        }
    }

    /** The condition as text, as EXPLAIN shows it; the values of parameters are left out. */
    @Override
    public String toString() {
        String list = operands.stream().map(Object::toString).collect(Collectors.joining(", "));
        return switch (test) {
            case IS_NULL, IS_NOT_NULL -> column + " " + test.sql;
            case BETWEEN -> column + " BETWEEN " + operands.get(0) + " AND " + operands.get(1);
            case IN -> column + " IN (" + list + ")";
            case EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> column + " " + test.sql + " " + list;
        };
    }
}
