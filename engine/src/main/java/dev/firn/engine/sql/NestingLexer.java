package dev.firn.engine.sql;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.Lexer;

/** The tokens that no regular expression describes: nested comments, and texts between two equal dollar tags. */
abstract class NestingLexer extends Lexer {
    NestingLexer(CharStream input) {
        super(input);
    }

    /** Reads on to the end of the comment whose opening was just matched. */
    void readComment() {
        int depth = 1;
        while (depth > 0) {
            int character = next();
            if (character == IntStream.EOF) {
                setType(SqlLexer.UNCLOSED_COMMENT);
                return;
            }
            if (character == '/' && _input.LA(1) == '*') {
                next();
                depth++;
            } else if (character == '*' && _input.LA(1) == '/') {
                next();
                depth--;
            }
        }
        setChannel(HIDDEN);
    }

    /** Reads on to the second occurrence of the tag that was just matched. */
    void readTaggedText() {
        String tag = getText();
        while (_input.LA(1) != IntStream.EOF) {
            if (_input.LA(1) == '$' && tagFollows(tag)) {
                for (int i = 0; i < tag.codePointCount(0, tag.length()); i++) {
                    next();
                }
                return;
            }
            next();
        }
        setType(SqlLexer.UNCLOSED_TAGGED_TEXT);
    }

    private boolean tagFollows(String tag) {
        int ahead = 1;
        for (int i = 0; i < tag.length(); i += Character.charCount(tag.codePointAt(i))) {
            if (_input.LA(ahead++) != tag.codePointAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int next() {
        int character = _input.LA(1);
        if (character != IntStream.EOF) {
            getInterpreter().consume(_input);
        }
        return character;
    }
}
