package dev.firn.engine.sql;

import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.Generator;

/** What a statement assigns to a column. Literals are read here; every other expression is left to DuckDB. */
public sealed interface Value {
    /** The character of the request's SQL, counted from 1, at which it begins. */
    int position();

    /** {@code 'text'}, without its quotes. */
    record Text(String text, int position) implements Value {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofText(this);
        }
    }

    /** A number as it is written, with its sign. */
    record Number(String text, int position) implements Value {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofNumber(this);
        }
    }

    /** TRUE or FALSE. */
    record Bool(boolean value, int position) implements Value {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofBool(this);
        }
    }

    /**
     * A text with its type before it, {@code DATE 'text'}.
     *
     * @param kind TIMESTAMP, DATETIME, DATE, TIME, UUID, JSON, or BYTES for {@code X'hexadecimal digits'}
     */
    record Typed(ColumnType.Kind kind, String text, int position) implements Value {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofTyped(this);
        }
    }

    /** NULL. */
    record Null(int position) implements Value {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofNull(this);
        }
    }

    /** {@code $number}. */
    record Parameter(int number, int position) implements Value {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofParameter(this);
        }
    }

    /** The keyword DEFAULT. */
    record Default(int position) implements Value {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofDefault(this);
        }
    }

    /** A function that makes the value of a column, alone: {@code SNOWFLAKE_ID()}. */
    record Generated(Generator generator, int position) implements Value {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofGenerated(this);
        }
    }

    /** Anything else. */
    record Expression(Fragment fragment) implements Value {
        @Override
        public int position() {
            return fragment.position();
        }

        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofExpression(this);
        }
    }

    /** Hands this value to the case of its kind. */
    <R> R accept(Cases<R> cases);

    /** A result for each kind of value. */
    interface Cases<R> {
        R ofText(Text value);

        R ofNumber(Number value);

        R ofBool(Bool value);

        R ofTyped(Typed value);

        R ofNull(Null value);

        R ofParameter(Parameter value);

        R ofDefault(Default value);

        R ofGenerated(Generated value);

        R ofExpression(Expression value);
    }
}
