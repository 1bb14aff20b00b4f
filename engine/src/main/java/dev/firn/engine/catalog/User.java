package dev.firn.engine.catalog;

import dev.firn.engine.table.Role;

/**
 * A user who can sign in.
 *
 * @param id case-sensitive, NFC, 1 to 100 bytes of UTF-8
 * @param passwordHash as {@code security.Passwords} writes it
 */
public record User(String id, Role role, String passwordHash, long createdAtMicros) {}
