package dev.firn.engine.sql;

import java.util.Optional;

/** A table as a statement names it: without a namespace, the request's own is meant. */
public record TableReference(Optional<Name> namespace, Name table) {
    /** The character of the request's SQL, counted from 1, at which it begins. */
    public int position() {
        return namespace.map(Name::position).orElse(table.position());
    }
}
