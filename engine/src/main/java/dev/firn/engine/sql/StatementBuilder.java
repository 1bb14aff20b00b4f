package dev.firn.engine.sql;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Naming;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.UserIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Statement} of a parse tree. */
final class StatementBuilder extends SqlParserBaseVisitor<Statement> {
    private final ValueReader values;

    StatementBuilder(CharStream characters) {
        this.values = new ValueReader(characters);
    }

    @Override
    public Statement visitStatement(SqlParser.StatementContext context) {
        return context.getChild(0).accept(this);
    }

    @Override
    public Statement visitCreateNamespace(SqlParser.CreateNamespaceContext context) {
        Name name = Names.read(context.name(), Naming::newNamespace);
        return new Statement.CreateNamespace(position(context), context.ifNotExists() != null, name);
    }

    @Override
    public Statement visitDropNamespace(SqlParser.DropNamespaceContext context) {
        Name name = Names.read(context.name(), Naming::namespace);
        return new Statement.DropNamespace(
                position(context), context.ifExists() != null, name, context.CASCADE() != null);
    }

    @Override
    public Statement visitShowNamespaces(SqlParser.ShowNamespacesContext context) {
        return new Statement.ShowNamespaces(position(context));
    }

    @Override
    public Statement visitCreateTable(SqlParser.CreateTableContext context) {
        return new CreateTableReader(context).read();
    }

    @Override
    public Statement visitAlterTable(SqlParser.AlterTableContext context) {
        Alteration alteration = new AlterationReader(context.alteration()).read();
        return new Statement.AlterTable(position(context), Names.table(context.tableName()), alteration);
    }

    @Override
    public Statement visitDropTable(SqlParser.DropTableContext context) {
        refuse(context.CASCADE() == null ? null : context.CASCADE().getSymbol(), "DROP TABLE … CASCADE");
        Optional<TableKind> kind = Optional.ofNullable(context.tableKind()).map(StatementBuilder::kind);
        return new Statement.DropTable(
                position(context), context.ifExists() != null, Names.table(context.tableName()), kind);
    }

    /** The kind that a keyword names. */
    static TableKind kind(SqlParser.TableKindContext context) {
        if (context.STREAM() != null) {
            return TableKind.STREAM;
        }
        return context.USER() != null ? TableKind.USER : TableKind.SHARED;
    }

    @Override
    public Statement visitShowTables(SqlParser.ShowTablesContext context) {
        return new Statement.ShowTables(position(context), namespace(context.name()));
    }

    @Override
    public Statement visitDescribe(SqlParser.DescribeContext context) {
        return new Statement.Describe(position(context), Names.table(context.tableName()));
    }

    @Override
    public Statement visitShowStats(SqlParser.ShowStatsContext context) {
        return new Statement.ShowStats(position(context), Names.table(context.tableName()));
    }

    @Override
    public Statement visitShowManifest(SqlParser.ShowManifestContext context) {
        return new Statement.ShowManifest(
                position(context), Optional.ofNullable(context.tableName()).map(Names::table));
    }

    @Override
    public Statement visitInsert(SqlParser.InsertContext context) {
        List<Name> columns = context.columnList() == null ? List.of() : columns(context.columnList());
        TableReference table = Names.table(context.tableName());
        Optional<Fragment> returning = returning(context.returning());
        if (context.query() != null) {
            Fragment query = values.fragment(context.query());
            return new Statement.InsertSelect(position(context), table, columns, query, returning);
        }
        if (context.rows() == null) {
            return new Statement.Insert(position(context), table, columns, List.of(List.of()), returning);
        }
        List<List<Value>> rows = new ArrayList<>(context.rows().row().size());
        for (SqlParser.RowContext row : context.rows().row()) {
            rows.add(row(row, columns.size()));
        }
        return new Statement.Insert(position(context), table, columns, rows, returning);
    }

    /** What follows the word RETURNING. */
    private Optional<Fragment> returning(SqlParser.@Nullable ReturningContext context) {
        return Optional.ofNullable(context)
                .map(clause -> values.fragment(clause.anyToken(0).getStart(), clause.getStop()));
    }

    private static List<Name> columns(SqlParser.ColumnListContext context) {
        List<Name> columns = new ArrayList<>();
        for (SqlParser.NameContext name : context.name()) {
            Names.addColumn(columns, Names.read(name, Naming::column));
        }
        return columns;
    }

    private List<Value> row(SqlParser.RowContext context, int columnCount) {
        List<SqlParser.ValueContext> written = context.value();
        if (columnCount > 0 && written.size() != columnCount) {
            throw new EngineException(
                            ErrorCode.INVALID_SQL,
                            "Cannot insert the row: it has " + written.size() + " values for " + columnCount
                                    + " columns")
                    .at(position(context));
        }
        List<Value> row = new ArrayList<>(written.size());
        for (SqlParser.ValueContext value : written) {
            row.add(values.read(value));
        }
        return row;
    }

    @Override
    public Statement visitUpdate(SqlParser.UpdateContext context) {
        List<Name> columns = new ArrayList<>();
        List<Statement.Assignment> assignments = new ArrayList<>();
        for (SqlParser.AssignmentContext assignment : context.assignment()) {
            Name column = Names.read(assignment.name(), Naming::column);
            Names.addColumn(columns, column);
            assignments.add(new Statement.Assignment(column, values.read(assignment.value())));
        }
        return new Statement.Update(
                position(context),
                Names.table(context.tableName()),
                assignments,
                predicate(context.value()),
                returning(context.returning()));
    }

    @Override
    public Statement visitDelete(SqlParser.DeleteContext context) {
        return new Statement.Delete(
                position(context),
                Names.table(context.tableName()),
                predicate(context.value()),
                returning(context.returning()));
    }

    private Optional<Fragment> predicate(SqlParser.@Nullable ValueContext context) {
        return Optional.ofNullable(context).map(values::fragment);
    }

    @Override
    public Statement visitBegin(SqlParser.BeginContext context) {
        return new Statement.Begin(position(context));
    }

    @Override
    public Statement visitCommit(SqlParser.CommitContext context) {
        return new Statement.Commit(position(context));
    }

    @Override
    public Statement visitRollback(SqlParser.RollbackContext context) {
        return new Statement.Rollback(position(context));
    }

    @Override
    public Statement visitFlushTable(SqlParser.FlushTableContext context) {
        return new Statement.FlushTable(position(context), Names.table(context.tableName()));
    }

    @Override
    public Statement visitFlushAll(SqlParser.FlushAllContext context) {
        return new Statement.FlushAll(position(context), namespace(context.name()));
    }

    @Override
    public Statement visitScrubTable(SqlParser.ScrubTableContext context) {
        return new Statement.ScrubTable(position(context), Names.table(context.tableName()));
    }

    @Override
    public Statement visitScrubAll(SqlParser.ScrubAllContext context) {
        return new Statement.ScrubAll(position(context), namespace(context.name()));
    }

    @Override
    public Statement visitDropFile(SqlParser.DropFileContext context) {
        Token id = context.TEXT().getSymbol();
        Name fileId = new Name(ValueReader.unquoted(id.getText()), id.getStartIndex() + 1);
        return new Statement.DropFile(position(context), fileId, Names.table(context.tableName()));
    }

    @Override
    public Statement visitCompactTable(SqlParser.CompactTableContext context) {
        return new Statement.CompactTable(position(context), Names.table(context.tableName()));
    }

    @Override
    public Statement visitCompactAll(SqlParser.CompactAllContext context) {
        return new Statement.CompactAll(position(context), namespace(context.name()));
    }

    @Override
    public Statement visitKillJob(SqlParser.KillJobContext context) {
        return new Statement.KillJob(
                position(context), ValueReader.unquoted(context.TEXT().getText()));
    }

    @Override
    public Statement visitApplyRetention(SqlParser.ApplyRetentionContext context) {
        TableReference table = Names.table(context.tableName());
        return context.DRY() == null
                ? new Statement.ApplyRetention(position(context), table)
                : new Statement.ListExpired(position(context), table);
    }

    private static Optional<Name> namespace(SqlParser.@Nullable NameContext context) {
        return Optional.ofNullable(context).map(name -> Names.read(name, Naming::namespace));
    }

    @Override
    public Statement visitCreateUser(SqlParser.CreateUserContext context) {
        return new Statement.CreateUser(
                position(context),
                user(context.TEXT(0).getSymbol()),
                ValueReader.unquoted(context.TEXT(1).getText()),
                role(context.role()));
    }

    @Override
    public Statement visitAlterUser(SqlParser.AlterUserContext context) {
        Name user = user(context.TEXT(0).getSymbol());
        if (context.role() != null) {
            return new Statement.SetRole(position(context), user, role(context.role()));
        }
        String password = ValueReader.unquoted(context.TEXT(1).getText());
        return new Statement.SetPassword(position(context), user, password);
    }

    @Override
    public Statement visitDropUser(SqlParser.DropUserContext context) {
        Name user = user(context.TEXT().getSymbol());
        return new Statement.DropUser(position(context), context.ifExists() != null, user);
    }

    private static Name user(Token text) {
        int position = text.getStartIndex() + 1;
        return Names.checked(ValueReader.unquoted(text.getText()), position, UserIds::checked);
    }

    private static Role role(SqlParser.RoleContext context) {
        String spelling =
                context.TEXT() != null ? ValueReader.unquoted(context.getText()) : Names.unquoted(context.name());
        for (Role role : Role.values()) {
            if (role.spelling().equals(spelling.toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw new EngineException(
                        ErrorCode.INVALID_SQL,
                        "Cannot read role '" + FirstSyntaxError.shortened(spelling)
                                + "': roles are user, service and dba")
                .at(position(context));
    }

    static int position(ParserRuleContext context) {
        return context.getStart().getStartIndex() + 1;
    }

    /** Refuses a clause that is planned, when it was written. */
    static void refuse(@Nullable Token written, String clause) {
        if (written != null) {
            throw new EngineException(ErrorCode.INVALID_SQL, clause + " is not supported yet")
                    .at(written.getStartIndex() + 1);
        }
    }
}
