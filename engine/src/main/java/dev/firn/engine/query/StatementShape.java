package dev.firn.engine.query;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.Locale;
import java.util.Set;

/**
 * The bounds on a statement's shape. DuckDB parses and plans by recursion on the native stack: a chain of a thousand
 * joins or nested FROM clauses ends the whole process, and an unclosed run of parentheses keeps its parser busy for
 * minutes. So the shape is measured on the text, before any native code sees it.
 */
final class StatementShape {
    static final int MAX_CHARACTERS = 1 << 20;
    static final int MAX_WORDS = 20_000;
    static final int MAX_NESTING = 80;
    static final int MAX_RELATIONS = 100;
    static final int MAX_SET_OPERATIONS = 60;

    private static final Set<String> AFTER_FROM = Set.of(
            "where",
            "group",
            "order",
            "having",
            "limit",
            "union",
            "except",
            "intersect",
            "select",
            "window",
            "qualify");
    private static final Set<String> SET_OPERATIONS = Set.of("union", "except", "intersect");

    private final SqlText sql;
    private final String text;
    private final boolean[] inFrom = new boolean[MAX_NESTING + 2];
    private int at;
    private int depth;
    private int words;
    private int relations;
    private int setOperations;

    private StatementShape(SqlText sql) {
        this.sql = sql;
        this.text = sql.text();
    }

    /** Refuses a text beyond the bounds with RESOURCE_LIMIT_EXCEEDED and the position where it passes them. */
    static void check(SqlText sql) {
        new StatementShape(sql).scan();
    }

    private void scan() {
        if (text.length() > MAX_CHARACTERS) {
            throw beyond("characters", MAX_CHARACTERS);
        }
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new EngineException(ErrorCode.INVALID_SQL, "Cannot check this statement: it holds the character NUL")
                    .at(sql.position() + nul);
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (text.startsWith("--", at)) {
                skipLineComment();
            } else if (text.startsWith("/*", at)) {
                skipBlockComment();
            } else {
                count(++words, MAX_WORDS, "words");
                token(c);
            }
        }
    }

    private void token(char c) {
        if (c == '\'' || c == '"') {
            skipQuoted(c, false);
        } else if ((c == 'e' || c == 'E') && text.startsWith("'", at + 1)) {
            at++;
            skipQuoted('\'', true);
        } else if (c == '$') {
            skipDollar();
        } else if (Character.isLetterOrDigit(c) || c == '_' || c > 127) {
            word();
        } else {
            symbol(c);
        }
    }

    private void symbol(char c) {
        at++;
        switch (c) {
            case '(', '[', '{' -> {
                count(++depth, MAX_NESTING, "levels of brackets");
                inFrom[depth] = false;
            }
            case ')', ']', '}' -> depth = Math.max(0, depth - 1);
            case ',' -> {
                if (inFrom[depth]) {
                    count(++relations, MAX_RELATIONS, "tables");
                }
            }
            default -> {}
        }
    }

    private void word() {
        int start = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, Math.min(at, start + 16)).toLowerCase(Locale.ROOT);
        if (word.equals("from")) {
            inFrom[depth] = true;
            count(++relations, MAX_RELATIONS, "tables");
        } else if (word.equals("join")) {
            count(++relations, MAX_RELATIONS, "tables");
        } else if (AFTER_FROM.contains(word)) {
            inFrom[depth] = false;
        }
        if (SET_OPERATIONS.contains(word)) {
            count(++setOperations, MAX_SET_OPERATIONS, "set operations");
        }
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 127;
    }

    private void skipLineComment() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
    }

    /** Block comments nest. */
    private void skipBlockComment() {
        int open = 0;
        while (at < text.length()) {
            if (text.startsWith("/*", at)) {
                open++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                open--;
                at += 2;
                if (open == 0) {
                    return;
                }
            } else {
                at++;
            }
        }
    }

    private void skipQuoted(char quote, boolean backslashEscapes) {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\' && backslashEscapes) {
                at++;
            } else if (c == quote) {
                if (at >= text.length() || text.charAt(at) != quote) {
                    return;
                }
                at++;
            }
        }
    }

    /** A parameter {@code $1}, or a string between two {@code $tag$}. */
    private void skipDollar() {
        int end = at + 1;
        while (end < text.length() && isWordPart(text.charAt(end)) && text.charAt(end) != '$') {
            end++;
        }
        if (end < text.length() && text.charAt(end) == '$') {
            String tag = text.substring(at, end + 1);
            int close = text.indexOf(tag, end + 1);
            at = close < 0 ? end + 1 : close + tag.length();
        } else {
            at = end;
        }
    }

    private void count(int n, int limit, String what) {
        if (n > limit) {
            throw beyond(what, limit);
        }
    }

    private EngineException beyond(String what, int limit) {
        return new EngineException(
                        ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                        "Cannot check this statement: more than " + limit + " " + what)
                .at(sql.position() + Math.min(at, text.length()));
    }
}
