package dev.firn.engine.query;
final class DuckDbErrors { static String sentence(String m){return m;} }
