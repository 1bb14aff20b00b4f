package dev.firn.engine.sql;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;

/**
 * The statements of one request, in their order.
 *
 * <p>Every position, here and in errors, counts characters of the request's SQL from 1. A character is a Unicode code
 * point: a letter outside the basic plane counts once, as in PostgreSQL.
 */
public record SqlScript(List<Statement> statements) {
    private static final int MAX_STATEMENTS = 1_000;
    private static final int MAX_NESTING = 500;

    public SqlScript {
        statements = List.copyOf(statements);
    }

    /**
     * Reads a request.
     *
     * @throws EngineException EMPTY_SQL, BATCH_PARSE_ERROR when a batch cannot be split into statements, else
     *     INVALID_SQL, INVALID_INPUT or INVALID_PARAMETER with the position of the failure
     */
    public static SqlScript parse(String sql) {
        CharStream characters = CharStreams.fromString(sql);
        List<List<Token>> pieces = split(characters);
        if (pieces.isEmpty()) {
            throw new EngineException(ErrorCode.EMPTY_SQL, "Cannot run an empty request: it holds no statement");
        }
        List<Statement> statements = new ArrayList<>(pieces.size());
        for (List<Token> piece : pieces) {
            try {
                statements.add(new StatementReader(characters, piece).read());
            } catch (EngineException e) {
                throw pieces.size() == 1 ? e : e.prefixed(failedPrefix(statements.size()));
            }
        }
        return new SqlScript(statements);
    }

    /** What the message of a batch's failing statement begins with; its index counts from 0. */
    public static String failedPrefix(int index) {
        return "Statement " + (index + 1) + " failed: ";
    }

    /** The tokens between the semicolons, empty statements left out. */
    private static List<List<Token>> split(CharStream characters) {
        SqlLexer lexer = new SqlLexer(characters);
        lexer.removeErrorListeners();
        List<List<Token>> pieces = new ArrayList<>();
        List<Token> piece = new ArrayList<>();
        int depth = 0;
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            if (token.getChannel() != Token.DEFAULT_CHANNEL) {
                continue;
            }
            if (token.getType() == SqlLexer.SEMICOLON) {
                depth = 0;
                addUnlessEmpty(pieces, piece);
                piece = new ArrayList<>();
                continue;
            }
            requireClosed(token, !pieces.isEmpty());
            depth += nesting(token.getType());
            if (depth > MAX_NESTING) {
                throw new EngineException(
                                ErrorCode.INVALID_SQL,
                                "Cannot read the statement: brackets are nested more than " + MAX_NESTING + " deep")
                        .at(token.getStartIndex() + 1);
            }
            piece.add(token);
        }
        addUnlessEmpty(pieces, piece);
        return pieces;
    }

    private static void addUnlessEmpty(List<List<Token>> pieces, List<Token> piece) {
        if (piece.isEmpty()) {
            return;
        }
        if (pieces.size() == MAX_STATEMENTS) {
            throw new EngineException(
                            ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                            "Cannot run the request: it has more than " + MAX_STATEMENTS + " statements")
                    .at(piece.get(0).getStartIndex() + 1);
        }
        pieces.add(piece);
    }

    private static int nesting(int tokenType) {
        return switch (tokenType) {
            case SqlLexer.LEFT_PAREN, SqlLexer.LEFT_BRACKET, SqlLexer.LEFT_BRACE -> 1;
            case SqlLexer.RIGHT_PAREN, SqlLexer.RIGHT_BRACKET, SqlLexer.RIGHT_BRACE -> -1;
            default -> 0;
        };
    }

    private static void requireClosed(Token token, boolean batch) {
        String what = switch (token.getType()) {
            case SqlLexer.UNCLOSED_NAME -> "quoted name";
            case SqlLexer.UNCLOSED_TEXT, SqlLexer.UNCLOSED_ESCAPED_TEXT, SqlLexer.UNCLOSED_TAGGED_TEXT -> "text";
            case SqlLexer.UNCLOSED_COMMENT -> "comment";
            default -> "";
        };
        if (!what.isEmpty()) {
            throw new EngineException(
                            batch ? ErrorCode.BATCH_PARSE_ERROR : ErrorCode.INVALID_SQL,
                            "Cannot read the request: the " + what + " that begins at character "
                                    + (token.getStartIndex() + 1) + " has no end")
                    .at(token.getStartIndex() + 1);
        }
    }
}
