package dev.firn.engine.table;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a row gets in a column for which it names no value. A column without DEFAULT has {@link Constant#NULL}. */
public sealed interface ColumnDefault permits Constant, Generator {
    /** The form in which the catalog keeps it, read by {@link #parse}. */
    @JsonValue
    String stored();

    /** Reads {@link #stored()}. */
    @JsonCreator
    static ColumnDefault parse(String stored) {
        return stored.indexOf(':') < 0 ? Generator.valueOf(stored) : Constant.parse(stored);
    }

    /** True when every row is given the same value. */
    default boolean isConstant() {
        return this instanceof Constant;
    }
}
