/** The values that every package of the engine speaks: names, tables, schemas, scopes, rows, callers, errors. */
@NullMarked
package dev.firn.engine.table;

import org.jspecify.annotations.NullMarked;
