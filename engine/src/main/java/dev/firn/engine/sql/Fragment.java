package dev.firn.engine.sql;

/**
 * A piece of a request's SQL that DuckDB's parser reads: a whole SELECT, or one expression.
 *
 * @param text the piece as the user wrote it, from its first word to its last
 * @param position the character of the request's SQL, counted from 1, at which it begins
 */
public record Fragment(String text, int position) {}
