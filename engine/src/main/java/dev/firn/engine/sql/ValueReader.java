package dev.firn.engine.sql;

import dev.firn.engine.table.ColumnType.Kind;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Generator;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;

/** Tells literals and parameters from other expressions. */
final class ValueReader {
    private static final int MAX_PARAMETER_DIGITS = 4;

    private final CharStream characters;

    ValueReader(CharStream characters) {
        this.characters = characters;
    }

    Value read(SqlParser.ValueContext context) {
        Token first = context.getStart();
        int position = first.getStartIndex() + 1;
        return switch (context.getChildCount()) {
            case 1 ->
                switch (first.getType()) {
                    case SqlLexer.TEXT -> new Value.Text(unquoted(first.getText()), position);
                    case SqlLexer.NUMBER -> new Value.Number(first.getText(), position);
                    case SqlLexer.TRUE -> new Value.Bool(true, position);
                    case SqlLexer.FALSE -> new Value.Bool(false, position);
                    case SqlLexer.NULL -> new Value.Null(position);
                    case SqlLexer.PARAMETER -> new Value.Parameter(parameterNumber(first), position);
                    case SqlLexer.DEFAULT -> new Value.Default(position);
                    default -> bareFunction(context, first);
                };
            case 2 -> pair(context, first, context.getChild(1), position);
            default -> new Value.Expression(fragment(context));
        };
    }

    private Value pair(SqlParser.ValueContext context, Token first, ParseTree second, int position) {
        int secondType = second instanceof SqlParser.ValueTokenContext token
                ? token.getStart().getType()
                : Token.INVALID_TYPE;
        if (first.getType() == SqlLexer.MINUS && secondType == SqlLexer.NUMBER) {
            return new Value.Number("-" + second.getText(), position);
        }
        if (first.getType() == SqlLexer.PLUS && secondType == SqlLexer.NUMBER) {
            return new Value.Number(second.getText(), position);
        }
        Optional<Kind> kind = typedLiteral(first.getText());
        if (kind.isPresent() && secondType == SqlLexer.TEXT) {
            return new Value.Typed(kind.get(), unquoted(second.getText()), position);
        }
        if (first.getType() == SqlLexer.WORD && second.getText().equals("()")) {
            Optional<Generator> generator = Generator.find(first.getText());
            if (generator.isPresent()) {
                return new Value.Generated(generator.get(), position);
            }
        }
        return new Value.Expression(fragment(context));
    }

    /** The type that a word gives to the text behind it. */
    static Optional<Kind> typedLiteral(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "TIMESTAMP" -> Optional.of(Kind.TIMESTAMP);
            case "DATETIME" -> Optional.of(Kind.DATETIME);
            case "DATE" -> Optional.of(Kind.DATE);
            case "TIME" -> Optional.of(Kind.TIME);
            case "UUID" -> Optional.of(Kind.UUID);
            case "JSON" -> Optional.of(Kind.JSON);
            case "X" -> Optional.of(Kind.BYTES);
            default -> Optional.empty();
        };
    }

    /** CURRENT_TIMESTAMP and CURRENT_USER need no brackets. */
    private Value bareFunction(SqlParser.ValueContext context, Token word) {
        if (word.getText().toUpperCase(Locale.ROOT).startsWith("CURRENT_")) {
            Optional<Generator> generator = Generator.find(word.getText());
            if (generator.isPresent()) {
                return new Value.Generated(generator.get(), word.getStartIndex() + 1);
            }
        }
        return new Value.Expression(fragment(context));
    }

    Fragment fragment(ParserRuleContext context) {
        return fragment(context.getStart(), context.getStop());
    }

    Fragment fragment(Token first, Token last) {
        return Fragment.between(characters, first, last);
    }

    private static int parameterNumber(Token token) {
        String digits = token.getText().substring(1);
        int number = digits.length() <= MAX_PARAMETER_DIGITS ? Integer.parseInt(digits) : 0;
        if (number == 0) {
            throw new EngineException(
                            ErrorCode.INVALID_PARAMETER,
                            "Cannot read parameter " + FirstSyntaxError.shortened(token.getText())
                                    + ": parameters are $1, $2 and so on")
                    .at(token.getStartIndex() + 1);
        }
        return number;
    }

    /** The text between single quotes, with doubled ones made single. */
    static String unquoted(String quoted) {
        String inner = quoted.substring(1, quoted.length() - 1);
        return inner.indexOf('\'') < 0 ? inner : inner.replace("''", "'");
    }
}
