// The words of a request's SQL. One lexer for Firn's own statements and for finding where a SELECT ends, so it
// follows DuckDB's lexical rules: nested comments, E'…' and $tag$…$tag$ texts, `$` within words. It never fails:
// what it cannot read becomes ANY or one of the UNCLOSED tokens.
lexer grammar SqlLexer;

options {
    caseInsensitive = true;
    superClass = NestingLexer;
}

tokens { UNCLOSED_COMMENT, UNCLOSED_TAGGED_TEXT }

ADD: 'ADD';
ALL: 'ALL';
ALTER: 'ALTER';
AUTO_INCREMENT: 'AUTO_INCREMENT';
BEGIN: 'BEGIN';
CASCADE: 'CASCADE';
COLUMN: 'COLUMN';
COMMIT: 'COMMIT';
COMPACT: 'COMPACT';
CREATE: 'CREATE';
DATA: 'DATA';
DEFAULT: 'DEFAULT';
DELETE: 'DELETE';
DESC: 'DESC';
DESCRIBE: 'DESCRIBE';
DROP: 'DROP';
DRY: 'DRY';
EXISTS: 'EXISTS';
FALSE: 'FALSE';
FILE: 'FILE';
FLUSH: 'FLUSH';
FOR: 'FOR';
FROM: 'FROM';
IF: 'IF';
IN: 'IN';
INSERT: 'INSERT';
INTERVAL: 'INTERVAL';
INTO: 'INTO';
JOB: 'JOB';
KEY: 'KEY';
KILL: 'KILL';
MANIFEST: 'MANIFEST';
MODIFY: 'MODIFY';
NAMESPACE: 'NAMESPACE';
NAMESPACES: 'NAMESPACES';
NOT: 'NOT';
NULL: 'NULL';
PASSWORD: 'PASSWORD';
PRIMARY: 'PRIMARY';
RENAME: 'RENAME';
RETENTION: 'RETENTION';
RETURNING: 'RETURNING';
ROLE: 'ROLE';
ROLLBACK: 'ROLLBACK';
ROWS: 'ROWS';
RUN: 'RUN';
SCRUB: 'SCRUB';
SECONDS: 'SECONDS';
SELECT: 'SELECT';
SET: 'SET';
SHARED: 'SHARED';
SHOW: 'SHOW';
STATS: 'STATS';
START: 'START';
STORAGE: 'STORAGE';
STREAM: 'STREAM';
TABLE: 'TABLE';
TABLES: 'TABLES';
TBLPROPERTIES: 'TBLPROPERTIES';
TIMESTAMP: 'TIMESTAMP';
TO: 'TO';
TRANSACTION: 'TRANSACTION';
TRUE: 'TRUE';
TTL: 'TTL';
TYPE: 'TYPE';
UPDATE: 'UPDATE';
USER: 'USER';
VALUES: 'VALUES';
WHERE: 'WHERE';
WITH: 'WITH';
WORK: 'WORK';

SEMICOLON: ';';
COMMA: ',';
DOT: '.';
EQUALS: '=';
PLUS: '+';
MINUS: '-';
LEFT_PAREN: '(';
RIGHT_PAREN: ')';
LEFT_BRACKET: '[';
RIGHT_BRACKET: ']';
LEFT_BRACE: '{';
RIGHT_BRACE: '}';

WORD: WORD_START WORD_PART*;
QUOTED_NAME: '"' (~'"' | '""')* '"';
TEXT: '\'' (~'\'' | '\'\'')* '\'';
ESCAPED_TEXT: 'E\'' (~['\\] | '\'\'' | '\\' .)* '\'';
TAGGED_TEXT: '$' (WORD_START (WORD_START | [0-9])*)? '$' { readTaggedText(); };
PARAMETER: '$' [0-9]+;
NUMBER: ([0-9]+ ('.' [0-9]*)? | '.' [0-9]+) ('E' [+-]? [0-9]+)?;

UNCLOSED_NAME: '"' (~'"' | '""')*;
UNCLOSED_TEXT: '\'' (~'\'' | '\'\'')*;
UNCLOSED_ESCAPED_TEXT: 'E\'' (~['\\] | '\'\'' | '\\' .)* '\\'?;

SPACE: [ \t\r\n\u000B\u000C\u00A0]+ -> channel(HIDDEN);
LINE_COMMENT: '--' ~[\r\n]* -> channel(HIDDEN);
COMMENT: '/*' { readComment(); };

ANY: .;

fragment WORD_START: [A-Z_\u0080-\u009F\u00A1-\u{10FFFF}];
fragment WORD_PART: WORD_START | [0-9$];
