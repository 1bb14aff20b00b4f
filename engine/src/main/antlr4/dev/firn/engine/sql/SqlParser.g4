// Firn's own statements. What a SELECT says, and the expressions of INSERT, UPDATE and DELETE, are left to DuckDB's
// parser: here they are tokens in balanced brackets. Every decision needs two tokens at most.
parser grammar SqlParser;

options {
    tokenVocab = SqlLexer;
}

statement
    : (
        createNamespace
        | dropNamespace
        | showNamespaces
        | createTable
        | alterTable
        | dropTable
        | showTables
        | describe
        | showStats
        | showManifest
        | insert
        | update
        | delete
        | begin
        | commit
        | rollback
        | flushTable
        | flushAll
        | compactTable
        | compactAll
        | scrubTable
        | scrubAll
        | dropFile
        | killJob
        | applyRetention
        | createUser
        | alterUser
        | dropUser
    ) EOF
    ;

createNamespace: CREATE NAMESPACE ifNotExists? name;

dropNamespace: DROP NAMESPACE ifExists? name CASCADE?;

showNamespaces: SHOW NAMESPACES;

createTable
    : CREATE tableKind? TABLE ifNotExists? tableName
        LEFT_PAREN tableElement (COMMA tableElement)* RIGHT_PAREN tableClause*
    ;

tableElement: column | tableKey;

column: name columnType columnConstraint*;

columnType: name+ (LEFT_PAREN NUMBER (COMMA NUMBER)* RIGHT_PAREN)?;

columnConstraint
    : NOT NULL # notNull
    | NULL # nullable
    | PRIMARY KEY # columnKey
    | DEFAULT constant # defaultValue
    | AUTO_INCREMENT # autoIncrement
    ;

// A literal, or the name of a function that makes a value.
constant
    : LEFT_PAREN constant RIGHT_PAREN
    | (PLUS | MINUS)? NUMBER
    | TEXT
    | TRUE
    | FALSE
    | NULL
    | name (TEXT | LEFT_PAREN RIGHT_PAREN)?
    ;

tableKey: PRIMARY KEY LEFT_PAREN name (COMMA name)* RIGHT_PAREN;

tableClause
    : FLUSH ROWS NUMBER # flushRows
    | FLUSH (SECONDS | INTERVAL) NUMBER # flushInterval
    | TTL NUMBER # timeToLive
    | WITH LEFT_PAREN tableOption (COMMA tableOption)* RIGHT_PAREN # withOptions
    ;

tableOption: optionWord EQUALS optionWord;

optionWord: TEXT | NUMBER | name;

alterTable: ALTER TABLE tableName alteration;

alteration
    : ADD COLUMN? ifNotExists? column # addColumn
    | DROP COLUMN? ifExists? name # dropColumn
    | RENAME COLUMN? name TO name # renameColumn
    | (ALTER | MODIFY) COLUMN? name columnChange # changeColumn
    | SET TBLPROPERTIES LEFT_PAREN tableOption (COMMA tableOption)* RIGHT_PAREN # setProperties
    ;

columnChange
    : (SET DATA)? TYPE columnType # changeType
    | SET DEFAULT constant # setDefault
    | DROP DEFAULT # dropDefault
    | SET NOT NULL # setNotNull
    | DROP NOT NULL # dropNotNull
    | columnType # changeToType
    ;

dropTable: DROP tableKind? TABLE ifExists? tableName CASCADE?;

showTables: SHOW TABLES (IN NAMESPACE? name)?;

describe: (DESC | DESCRIBE) TABLE? tableName;

showStats: SHOW STATS FOR TABLE tableName;

showManifest: SHOW MANIFEST (FOR TABLE tableName)?;

insert
    : INSERT INTO tableName (columnList? (rows | query) | DEFAULT VALUES) returning?
    ;

rows: VALUES row (COMMA row)*;

query: queryStart (queryToken | group)*;

queryStart
    : SELECT
    | WITH
    | FROM
    | TABLE
    | LEFT_PAREN (SELECT | WITH | FROM | TABLE | VALUES | group) grouped* RIGHT_PAREN
    ;

queryToken
    : ~(
        LEFT_PAREN
        | RIGHT_PAREN
        | LEFT_BRACKET
        | RIGHT_BRACKET
        | LEFT_BRACE
        | RIGHT_BRACE
        | RETURNING
    )
    ;

columnList: LEFT_PAREN name (COMMA name)* RIGHT_PAREN;

row: LEFT_PAREN value (COMMA value)* RIGHT_PAREN;

update: UPDATE tableName SET assignment (COMMA assignment)* (WHERE value)? returning?;

assignment: name EQUALS value;

delete: DELETE FROM tableName (WHERE value)? returning?;

returning: RETURNING anyToken+;

begin: BEGIN (TRANSACTION | WORK)? | START TRANSACTION;

commit: COMMIT (TRANSACTION | WORK)?;

rollback: ROLLBACK (TRANSACTION | WORK)?;

flushTable: STORAGE FLUSH TABLE tableName;

flushAll: STORAGE FLUSH ALL (IN NAMESPACE? name)?;

compactTable: STORAGE COMPACT TABLE tableName;

compactAll: STORAGE COMPACT ALL (IN NAMESPACE? name)?;

scrubTable: STORAGE SCRUB TABLE tableName;

scrubAll: STORAGE SCRUB ALL (IN NAMESPACE? name)?;

dropFile: STORAGE DROP FILE TEXT FROM TABLE tableName;

killJob: KILL JOB TEXT;

applyRetention: STORAGE RETENTION TABLE tableName (DRY RUN)?;

createUser: CREATE USER TEXT WITH PASSWORD TEXT ROLE role;

alterUser: ALTER USER TEXT SET (PASSWORD TEXT | ROLE role);

dropUser: DROP USER ifExists? TEXT;

role: TEXT | name;

ifNotExists: IF NOT EXISTS;

ifExists: IF EXISTS;

tableKind: USER | SHARED | STREAM;

tableName: name (DOT name)?;

// A literal, a parameter or any expression: which one is seen by looking at its tokens.
value: (valueToken | group)+;

valueToken
    : ~(
        LEFT_PAREN
        | RIGHT_PAREN
        | LEFT_BRACKET
        | RIGHT_BRACKET
        | LEFT_BRACE
        | RIGHT_BRACE
        | COMMA
        | WHERE
        | RETURNING
    )
    ;

group
    : LEFT_PAREN grouped* RIGHT_PAREN
    | LEFT_BRACKET grouped* RIGHT_BRACKET
    | LEFT_BRACE grouped* RIGHT_BRACE
    ;

grouped
    : ~(LEFT_PAREN | RIGHT_PAREN | LEFT_BRACKET | RIGHT_BRACKET | LEFT_BRACE | RIGHT_BRACE)
    | group
    ;

anyToken: .;

name: WORD | QUOTED_NAME | unreserved;

unreserved
    : ADD
    | BEGIN
    | CASCADE
    | COMMIT
    | COMPACT
    | DATA
    | DRY
    | EXISTS
    | FILE
    | FLUSH
    | IF
    | INTERVAL
    | JOB
    | KEY
    | KILL
    | MANIFEST
    | MODIFY
    | NAMESPACE
    | NAMESPACES
    | PASSWORD
    | RENAME
    | RETENTION
    | ROLE
    | ROLLBACK
    | ROWS
    | RUN
    | SCRUB
    | SECONDS
    | SHARED
    | START
    | STATS
    | STORAGE
    | STREAM
    | TABLES
    | TBLPROPERTIES
    | TIMESTAMP
    | TRANSACTION
    | TTL
    | TYPE
    | USER
    | WORK
    ;
