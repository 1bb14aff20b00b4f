package dev.firn.engine.monitor;

import java.util.Optional;

/**
 * A scope of a table as an operator sees it.
 *
 * @param userId empty for the one of a SHARED table
 * @param files that hold rows of it
 * @param fileRows row versions of it in them
 * @param fileBytes of those that hold nothing else
 * @param bundles those that hold rows of other scopes too
 */
public record ScopeState(
        Optional<String> userId, Buffered buffered, long files, long fileRows, long fileBytes, long bundles) {}
