package dev.firn.engine.sql;

/**
 * A name that obeys the rules of {@link dev.firn.engine.table.Naming}, or a user id, in the form in which it is kept.
 *
 * @param position the character of the request's SQL, counted from 1, at which it begins
 */
public record Name(String text, int position) {}
