package dev.firn.engine.sql;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;

/** Reads the tokens of one statement. */
final class StatementReader {
    private static final Set<String> BEGINNINGS = Set.of(
            "ALTER",
            "BEGIN",
            "COMMIT",
            "CREATE",
            "DELETE",
            "DESC",
            "DESCRIBE",
            "DROP",
            "INSERT",
            "KILL",
            "ROLLBACK",
            "SHOW",
            "START",
            "STORAGE",
            "UPDATE");

    /** Statements that are planned: saying so helps more than a syntax error. */
    private static final List<String> NOT_SUPPORTED_YET = List.of("BACKUP", "EXECUTE AS", "RESTORE", "SUBSCRIBE");

    private static final int LONGEST_BEGINNING = 3;

    private final CharStream characters;
    private final List<Token> tokens;

    StatementReader(CharStream characters, List<Token> tokens) {
        this.characters = characters;
        this.tokens = tokens;
    }

    Statement read() {
        if (beginsQuery(0)) {
            return new Statement.Query(fragment(0));
        }
        return isWord(0, "EXPLAIN") ? explain() : ownStatement();
    }

    private Statement explain() {
        boolean analyze = isWord(1, "ANALYZE");
        int from = analyze ? 2 : 1;
        if (!beginsQuery(from)) {
            throw invalid("EXPLAIN takes a SELECT: EXPLAIN [ANALYZE] SELECT …");
        }
        return new Statement.Explain(tokens.get(0).getStartIndex() + 1, fragment(from), analyze);
    }

    private boolean isWord(int index, String word) {
        return index < tokens.size() && tokens.get(index).getText().equalsIgnoreCase(word);
    }

    private boolean beginsQuery(int index) {
        return index < tokens.size()
                && switch (tokens.get(index).getType()) {
                    case SqlLexer.SELECT,
                            SqlLexer.WITH,
                            SqlLexer.VALUES,
                            SqlLexer.FROM,
                            SqlLexer.TABLE,
                            SqlLexer.LEFT_PAREN -> true;
                    default -> false;
                };
    }

    private Fragment fragment(int from) {
        return Fragment.between(characters, tokens.get(from), tokens.get(tokens.size() - 1));
    }

    private Statement ownStatement() {
        String beginning = beginning();
        for (String words : NOT_SUPPORTED_YET) {
            if ((beginning + " ").startsWith(words + " ")) {
                throw invalid(words + " is not supported yet");
            }
        }
        String first = tokens.get(0).getText();
        if (!BEGINNINGS.contains(first.toUpperCase(Locale.ROOT))) {
            throw invalid("Cannot read the statement: none begins with '" + FirstSyntaxError.shortened(first) + "'");
        }
        return new StatementBuilder(characters).visit(parser().statement());
    }

    /** The first words in upper case. */
    private String beginning() {
        StringBuilder words = new StringBuilder();
        for (Token token : tokens.subList(0, Math.min(LONGEST_BEGINNING, tokens.size()))) {
            words.append(words.isEmpty() ? "" : " ").append(FirstSyntaxError.shortened(token.getText()));
        }
        return words.toString().toUpperCase(Locale.ROOT);
    }

    /** The grammar decides within a few tokens, so that the faster SLL prediction reads all of it. */
    private SqlParser parser() {
        SqlParser parser = new SqlParser(new CommonTokenStream(new ListTokenSource(tokens)));
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        parser.removeErrorListeners();
        parser.addErrorListener(new FirstSyntaxError());
        return parser;
    }

    private EngineException invalid(String message) {
        return new EngineException(ErrorCode.INVALID_SQL, message)
                .at(tokens.get(0).getStartIndex() + 1);
    }
}
