package dev.firn.engine.cold;

/** Whose rows a data file is written for. */
public enum FileKind {
    /** Those of one scope. */
    ORDINARY,
    /** Those of several, in order of their ids, each with its scope in column {@code _scope}. */
    BUNDLE
}
