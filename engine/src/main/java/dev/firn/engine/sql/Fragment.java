package dev.firn.engine.sql;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Surrogates;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;

/**
 * A piece of a request's SQL that DuckDB's parser reads: a whole SELECT, or one expression.
 *
 * @param text the piece as the user wrote it, from its first word to its last
 * @param position the character of the request's SQL, counted from 1, at which it begins
 */
public record Fragment(String text, int position) {
    /**
     * The piece between two tokens. DuckDB takes U+0000 for the end of a text, and its driver half a surrogate pair for
     * a question mark, so none may hold them.
     */
    static Fragment between(CharStream characters, Token first, Token last) {
        String text = characters.getText(Interval.of(first.getStartIndex(), last.getStopIndex()));
        int position = first.getStartIndex() + 1;
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            throw new EngineException(ErrorCode.INVALID_SQL, "Cannot read the statement: it holds the character U+0000")
                    .at(position + text.codePointCount(0, zero));
        }
        int half = Surrogates.unpaired(text);
        if (half >= 0) {
            throw new EngineException(
                            ErrorCode.INVALID_SQL,
                            "Cannot read the statement: half of a surrogate pair stands alone in it")
                    .at(position + text.codePointCount(0, half));
        }
        return new Fragment(text, position);
    }
}
