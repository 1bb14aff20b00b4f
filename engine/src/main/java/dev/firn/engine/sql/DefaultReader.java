package dev.firn.engine.sql;

import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnDefault;
import dev.firn.engine.table.ColumnValues;
import dev.firn.engine.table.Constant;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Generator;
import java.util.Locale;
import org.antlr.v4.runtime.ParserRuleContext;

/** Reads what DEFAULT says of a column: a literal of its type, or a function that makes one. */
final class DefaultReader {
    private static final int MAX_CHARACTERS = 1_000;

    private DefaultReader() {}

    static ColumnDefault read(Column column, SqlParser.ConstantContext written) {
        if (written.constant() != null) {
            return read(column, written.constant());
        }
        if (written.getStop().getStopIndex() - written.getStart().getStartIndex() >= MAX_CHARACTERS) {
            throw invalid(column, written, "it is longer than 1,000 characters");
        }
        if (written.name() != null && written.TEXT() == null) {
            return generator(column, written, Names.unquoted(written.name()));
        }
        try {
            return literal(column, written);
        } catch (EngineException e) {
            throw e.position().isPresent() ? e : e.at(StatementBuilder.position(written));
        }
    }

    private static Constant literal(Column column, SqlParser.ConstantContext written) {
        if (written.NULL() != null) {
            return Constant.NULL;
        } else if (written.NUMBER() != null) {
            String sign = written.MINUS() == null ? "" : "-";
            return Constant.of(
                    ColumnValues.fromNumber(column, sign + written.NUMBER().getText()));
        } else if (written.TEXT() == null) {
            return Constant.of(ColumnValues.fromBoolean(column, written.TRUE() != null));
        }
        String text = ValueReader.unquoted(written.TEXT().getText());
        if (text.indexOf('\0') >= 0) {
            throw invalid(column, written, "it holds the character U+0000");
        }
        if (written.name() == null) {
            return Constant.of(ColumnValues.fromText(column, text));
        }
        return ValueReader.typedLiteral(written.name().getText())
                .map(kind -> Constant.of(ColumnValues.fromLiteral(column, kind, text)))
                .orElseThrow(() -> unknown(column, written));
    }

    private static Generator generator(Column column, SqlParser.ConstantContext written, String name) {
        boolean bare = written.LEFT_PAREN() == null;
        Generator generator = Generator.find(name)
                .filter(found -> !bare || name.toUpperCase(Locale.ROOT).startsWith("CURRENT_"))
                .orElseThrow(() -> unknown(column, written));
        if (!generator.fits(column.type())) {
            throw new EngineException(
                            ErrorCode.TYPE_MISMATCH,
                            "Cannot use DEFAULT " + generator.sql() + " for column " + column.name() + ": its values "
                                    + "do not fit type " + column.type().sqlName())
                    .at(StatementBuilder.position(written));
        }
        return generator;
    }

    private static EngineException unknown(Column column, ParserRuleContext written) {
        return invalid(
                column,
                written,
                "a default is a literal, SNOWFLAKE_ID(), UUID_V7(), ULID(), NOW(), CURRENT_TIMESTAMP or CURRENT_USER()");
    }

    private static EngineException invalid(Column column, ParserRuleContext written, String why) {
        return new EngineException(
                        ErrorCode.INVALID_SQL, "Cannot use this DEFAULT for column " + column.name() + ": " + why)
                .at(StatementBuilder.position(written));
    }
}
