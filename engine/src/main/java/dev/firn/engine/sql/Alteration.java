package dev.firn.engine.sql;

import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnDefault;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.FlushPolicy;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What an ALTER TABLE changes. */
public sealed interface Alteration {
    /** Hands this alteration to the case of its kind. */
    <R> R accept(Cases<R> cases);

    /**
     * {@code ADD COLUMN}.
     *
     * @param column without an id
     */
    record AddColumn(boolean ifNotExists, Name name, Column column) implements Alteration {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofAddColumn(this);
        }
    }

    /** {@code DROP COLUMN}. */
    record DropColumn(boolean ifExists, Name name) implements Alteration {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofDropColumn(this);
        }
    }

    /** {@code RENAME COLUMN from TO to}. */
    record RenameColumn(Name from, Name to) implements Alteration {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofRenameColumn(this);
        }
    }

    /**
     * {@code ALTER COLUMN … TYPE}.
     *
     * @param typePosition the character of the request's SQL, counted from 1, at which the type begins
     */
    record ChangeType(Name name, ColumnType type, int typePosition) implements Alteration {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofChangeType(this);
        }
    }

    /**
     * {@code ALTER COLUMN … SET DEFAULT | DROP DEFAULT}.
     *
     * @param value reads the default for the column's type, or refuses it
     */
    record SetDefault(Name name, Function<Column, ColumnDefault> value) implements Alteration {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofSetDefault(this);
        }
    }

    /** {@code ALTER COLUMN … SET NOT NULL | DROP NOT NULL}. */
    record SetNotNull(Name name, boolean notNull) implements Alteration {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofSetNotNull(this);
        }
    }

    /**
     * {@code SET TBLPROPERTIES}; empty properties stay.
     *
     * @param ttlSeconds 0 when rows are to live without end
     */
    record SetProperties(
            int position, Optional<FlushPolicy> flushPolicy, Optional<AccessLevel> accessLevel, OptionalLong ttlSeconds)
            implements Alteration {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.ofSetProperties(this);
        }
    }

    /** A result for each kind of alteration. */
    interface Cases<R> {
        R ofAddColumn(AddColumn alteration);

        R ofDropColumn(DropColumn alteration);

        R ofRenameColumn(RenameColumn alteration);

        R ofChangeType(ChangeType alteration);

        R ofSetDefault(SetDefault alteration);

        R ofSetNotNull(SetNotNull alteration);

        R ofSetProperties(SetProperties alteration);
    }
}
