package dev.firn.engine.sql;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATNConfig;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/** Ends the reading of a statement at its first syntax error: with what stands there and what could stand there. */
final class FirstSyntaxError extends BaseErrorListener {
    private static final int MAX_EXPECTED = 8;
    private static final int MAX_SHOWN = 40;

    @Override
    public void syntaxError(
            Recognizer<?, ?> recognizer,
            Object offendingSymbol,
            int line,
            int charPositionInLine,
            String message,
            @Nullable RecognitionException cause) {
        Token token = (Token) offendingSymbol;
        List<String> expected = expected((Parser) recognizer, cause);
        throw new EngineException(
                        ErrorCode.INVALID_SQL, "Cannot read the statement: " + unexpected(token) + sentence(expected))
                .at(position(token));
    }

    private static String unexpected(Token token) {
        return token.getType() == Token.EOF ? "it ends too early" : "unexpected '" + shortened(token.getText()) + "'";
    }

    /** The end of a statement is the character after its last token. */
    private static int position(Token token) {
        return token.getType() == Token.EOF ? token.getStopIndex() + 2 : token.getStartIndex() + 1;
    }

    private static List<String> expected(Parser parser, @Nullable RecognitionException cause) {
        IntervalSet tokenTypes = new IntervalSet();
        if (cause instanceof NoViableAltException dead && dead.getDeadEndConfigs() != null) {
            for (ATNConfig config : dead.getDeadEndConfigs()) {
                tokenTypes.addAll(parser.getATN().nextTokens(config.state));
            }
        } else {
            tokenTypes.addAll(parser.getExpectedTokens());
        }
        boolean name = tokenTypes.contains(SqlParser.WORD);
        List<String> words = new ArrayList<>();
        if (name) {
            words.add("a name");
        }
        for (int tokenType : tokenTypes.toList()) {
            if (tokenType >= 0 && !(name && isName(parser, tokenType))) {
                words.add(word(parser, tokenType));
            }
        }
        return words;
    }

    /** Whether a token of that type may also be a name. */
    private static boolean isName(Parser parser, int tokenType) {
        return tokenType == SqlParser.WORD
                || tokenType == SqlParser.QUOTED_NAME
                || parser.getATN()
                        .nextTokens(parser.getATN().ruleToStartState[SqlParser.RULE_unreserved])
                        .contains(tokenType);
    }

    private static String word(Parser parser, int tokenType) {
        return switch (tokenType) {
            case SqlParser.TEXT -> "a text in single quotes";
            case SqlParser.NUMBER -> "a number";
            default ->
                parser.getVocabulary()
                        .getDisplayName(tokenType)
                        .replace("'", "")
                        .toUpperCase(Locale.ROOT);
        };
    }

    private static String sentence(List<String> expected) {
        if (expected.isEmpty() || expected.size() > MAX_EXPECTED) {
            return "";
        }
        String last = expected.get(expected.size() - 1);
        return expected.size() == 1
                ? ", expected " + last
                : ", expected " + String.join(", ", expected.subList(0, expected.size() - 1)) + " or " + last;
    }

    static String shortened(String text) {
        return Excerpt.of(text, MAX_SHOWN).replaceAll("\\p{Cntrl}", " ");
    }
}
