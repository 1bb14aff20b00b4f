package dev.firn.engine.sql;

import dev.firn.engine.table.Column;
import dev.firn.engine.table.Constant;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Naming;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** Reads what an ALTER TABLE changes. */
final class AlterationReader extends SqlParserBaseVisitor<Alteration> {
    private final SqlParser.AlterationContext context;

    AlterationReader(SqlParser.AlterationContext context) {
        this.context = context;
    }

    Alteration read() {
        return context.accept(this);
    }

    @Override
    public Alteration visitAddColumn(SqlParser.AddColumnContext added) {
        for (SqlParser.ColumnConstraintContext constraint : added.column().columnConstraint()) {
            if (constraint instanceof SqlParser.ColumnKeyContext) {
                throw invalid(constraint, "Cannot add the column: a table gets its PRIMARY KEY when it is created");
            }
        }
        Name name = column(added.column().name());
        Column column = CreateTableReader.column(added.column());
        return new Alteration.AddColumn(added.ifNotExists() != null, name, column);
    }

    @Override
    public Alteration visitDropColumn(SqlParser.DropColumnContext dropped) {
        return new Alteration.DropColumn(dropped.ifExists() != null, column(dropped.name()));
    }

    @Override
    public Alteration visitRenameColumn(SqlParser.RenameColumnContext renamed) {
        return new Alteration.RenameColumn(column(renamed.name(0)), column(renamed.name(1)));
    }

    @Override
    public Alteration visitChangeColumn(SqlParser.ChangeColumnContext changed) {
        return changed.columnChange().accept(new ChangeReader(column(changed.name())));
    }

    @Override
    public Alteration visitSetProperties(SqlParser.SetPropertiesContext set) {
        TableOptions options = new TableOptions("alter the table", Optional.empty());
        options.read(set.tableOption());
        if (options.kind.isPresent()) {
            throw options.invalid(set, "its type cannot change");
        }
        return new Alteration.SetProperties(
                StatementBuilder.position(set), options.flushPolicy, options.accessLevel, options.ttlSeconds);
    }

    private static Name column(SqlParser.NameContext name) {
        return Names.read(name, Naming::column);
    }

    private static EngineException invalid(ParserRuleContext place, String message) {
        return new EngineException(ErrorCode.INVALID_SQL, message).at(StatementBuilder.position(place));
    }

    /** Reads what happens to one column. */
    private static final class ChangeReader extends SqlParserBaseVisitor<Alteration> {
        private final Name name;

        ChangeReader(Name name) {
            this.name = name;
        }

        @Override
        public Alteration visitChangeType(SqlParser.ChangeTypeContext change) {
            return changeType(change.columnType());
        }

        @Override
        public Alteration visitChangeToType(SqlParser.ChangeToTypeContext change) {
            return changeType(change.columnType());
        }

        private Alteration changeType(SqlParser.ColumnTypeContext type) {
            return new Alteration.ChangeType(name, CreateTableReader.type(type), StatementBuilder.position(type));
        }

        @Override
        public Alteration visitSetDefault(SqlParser.SetDefaultContext change) {
            return new Alteration.SetDefault(name, column -> DefaultReader.read(column, change.constant()));
        }

        @Override
        public Alteration visitDropDefault(SqlParser.DropDefaultContext change) {
            return new Alteration.SetDefault(name, column -> Constant.NULL);
        }

        @Override
        public Alteration visitSetNotNull(SqlParser.SetNotNullContext change) {
            return new Alteration.SetNotNull(name, true);
        }

        @Override
        public Alteration visitDropNotNull(SqlParser.DropNotNullContext change) {
            return new Alteration.SetNotNull(name, false);
        }
    }
}
