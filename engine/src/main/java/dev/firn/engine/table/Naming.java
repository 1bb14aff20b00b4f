package dev.firn.engine.table;

import java.util.Locale;
import java.util.Set;

/**
 * The rules that names of namespaces, tables and columns obey; {@link UserIds} has those of users. Each method returns
 * the form in which a name is kept, or refuses it with INVALID_INPUT. Names compare without regard to case, quoted or
 * not; no path can be built from one.
 */
public final class Naming {
    private static final Set<String> RESERVED_NAMESPACES = Set.of(
            "system", "sys", "root", "sql", "admin", "internal", "information_schema", "pg_catalog", "main", "default");
    private static final int MAX_NAME_LENGTH = 64;

    private Naming() {}

    /** A namespace that a statement refers to, in lower case. */
    public static String namespace(String name) {
        return checked("namespace", name).toLowerCase(Locale.ROOT);
    }

    /** A namespace to be created, in lower case; not one of the reserved ones. */
    public static String newNamespace(String name) {
        String kept = namespace(name);
        if (RESERVED_NAMESPACES.contains(kept)) {
            throw invalid("namespace", name, "the name is reserved");
        }
        return kept;
    }

    /** A table's name within its namespace, in lower case. */
    public static String table(String name) {
        return checked("table", name).toLowerCase(Locale.ROOT);
    }

    /** A column's name, as it is spelled. */
    public static String column(String name) {
        if (name.startsWith("_")) {
            throw invalid("column", name, "names that begin with _ are reserved");
        }
        return checked("column", name);
    }

    private static String checked(String kind, String name) {
        boolean fits = !name.isEmpty() && name.length() <= MAX_NAME_LENGTH && isLetter(name.charAt(0));
        for (int i = 1; fits && i < name.length(); i++) {
            char c = name.charAt(i);
            fits = isLetter(c) || (c >= '0' && c <= '9') || c == '_';
        }
        if (!fits) {
            throw invalid(kind, name, "it must be a letter and up to 63 letters, digits and _, all of ASCII");
        }
        return name;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static EngineException invalid(String kind, String name, String reason) {
        return new EngineException(
                ErrorCode.INVALID_INPUT, "Cannot use '" + shown(name) + "' as a " + kind + ": " + reason);
    }

    private static String shown(String name) {
        return Excerpt.of(name, MAX_NAME_LENGTH).replaceAll("\\p{Cntrl}", "?");
    }
}
