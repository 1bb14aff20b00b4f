package dev.firn.engine.query;
final class RowFunction { void register(org.duckdb.DuckDBConnection c) {} }
