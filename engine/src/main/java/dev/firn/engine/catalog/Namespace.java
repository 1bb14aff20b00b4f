package dev.firn.engine.catalog;

/** A namespace: the first part of every table's name. */
public record Namespace(String name, String creator, long createdAtMicros) {}
