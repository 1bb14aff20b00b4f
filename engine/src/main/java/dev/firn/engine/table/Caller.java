package dev.firn.engine.table;

/** The authenticated user on whose behalf a call is made. */
public record Caller(String userId, Role role) {}
