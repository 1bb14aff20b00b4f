/** Namespaces, tables, scopes and users. */
@NullMarked
package dev.firn.engine.catalog;

import org.jspecify.annotations.NullMarked;
