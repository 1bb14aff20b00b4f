package dev.firn.engine.query;

/**
 * A piece of a request's SQL.
 *
 * @param text the piece as the user wrote it
 * @param position the character of the request's SQL, counted from 1, at which it begins
 */
public record SqlText(String text, int position) {}
