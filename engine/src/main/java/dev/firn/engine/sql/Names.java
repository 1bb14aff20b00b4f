package dev.firn.engine.sql;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Naming;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Reads names: quoted and unquoted ones obey the same rules, but reserved words must be quoted. */
final class Names {
    /** Words that DuckDB's parser does not take as the name of a column or table; a test compares them with its list. */
    static final Set<String> RESERVED =
            Set.of(("all analyse analyze and anti any array as asc asof asymmetric at authorization binary both "
                            + "by case cast check collate collation column concurrently constraint create cross default "
                            + "deferrable desc describe distinct do else end except false fetch for foreign freeze from "
                            + "full glob group having ilike in initially inner intersect into is isnull join lambda "
                            + "lateral leading left like limit natural not notnull null offset on only or order outer "
                            + "overlaps pivot pivot_longer pivot_wider placing positional primary qualify references "
                            + "returning right select semi show similar some summarize symmetric table tablesample then "
                            + "to trailing true union unique unpack unpivot using variadic verbose when where window with")
                    .split(" "));

    private Names() {}

    static TableReference table(SqlParser.TableNameContext context) {
        Name last = read(context.name(context.name().size() - 1), Naming::table);
        Optional<Name> namespace =
                context.name().size() == 1 ? Optional.empty() : Optional.of(read(context.name(0), Naming::namespace));
        return new TableReference(namespace, last);
    }

    /** Reads a name by the rule of what it names. */
    static Name read(SqlParser.NameContext context, UnaryOperator<String> rule) {
        int position = StatementBuilder.position(context);
        String text = unquoted(context);
        if (context.QUOTED_NAME() == null && RESERVED.contains(text.toLowerCase(Locale.ROOT))) {
            throw new EngineException(
                            ErrorCode.INVALID_SQL,
                            "Cannot use " + text + " as a name: it is a reserved word, write it in double quotes")
                    .at(position);
        }
        return checked(text, position, rule);
    }

    /** Adds a column to a list that may name it only once. */
    static void addColumn(List<Name> columns, Name column) {
        for (Name other : columns) {
            if (other.text().equalsIgnoreCase(column.text())) {
                throw new EngineException(
                                ErrorCode.INVALID_SQL, "Cannot use column " + column.text() + ": it is named twice")
                        .at(column.position());
            }
        }
        columns.add(column);
    }

    static Name checked(String text, int position, UnaryOperator<String> rule) {
        try {
            return new Name(rule.apply(text), position);
        } catch (EngineException e) {
            throw e.at(position);
        }
    }

    /** The name without its double quotes. */
    static String unquoted(SqlParser.NameContext context) {
        String text = context.getText();
        return context.QUOTED_NAME() == null
                ? text
                : text.substring(1, text.length() - 1).replace("\"\"", "\"");
    }
}
