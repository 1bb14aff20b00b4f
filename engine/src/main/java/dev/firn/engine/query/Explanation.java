package dev.firn.engine.query;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.table.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What EXPLAIN shows: how the engine reads each table that a query names, in the caller's own scope. Made by the engine;
 * DuckDB's own plan holds paths and tokens.
 */
final class Explanation {
    static final List<ResultColumn> COLUMNS = List.of(
            new ResultColumn("table_name", ColumnType.TEXT),
            new ResultColumn("step", ColumnType.TEXT),
            new ResultColumn("detail", ColumnType.TEXT),
            new ResultColumn("mention", ColumnType.INT),
            new ResultColumn("tier", ColumnType.TEXT),
            new ResultColumn("file_id", ColumnType.BIGINT),
            new ResultColumn("file_name", ColumnType.TEXT),
            new ResultColumn("row_count", ColumnType.BIGINT),
            new ResultColumn("reason", ColumnType.TEXT));
    private static final int MAX_FILES = 100;
    private static final String HOT = "hot";
    private static final String COLD = "cold";

    private final ReadView view;
    private final CheckedSelect select;
    private final Constants constants;
    private final List<@Nullable Object[]> rows = new ArrayList<>();
    /** Which mention of a table is explained, from 1; 0 for the whole query. */
    private int mention;

    private long hotRows;
    private long coldRows;

    /**
     * What a program reads of a step beside its words.
     *
     * @param tier {@code hot}, {@code cold} or null
     * @param file that the step is about
     * @param rows of the step
     * @param reason why a file is not read
     */
    private record Facts(
            @Nullable String tier,
            @Nullable DataFile file,
            @Nullable Long rows,
            @Nullable String reason) {
        static final Facts NONE = new Facts(null, null, null, null);

        static Facts rows(@Nullable String tier, long rows) {
            return new Facts(tier, null, rows, null);
        }
    }

    Explanation(ReadView view, CheckedSelect select, QueryContext context) {
        this.view = view;
        this.select = select;
        this.constants = new Constants(select, context);
    }

    /** Explains every mention of a table. */
    void tables(Relations relations) {
        if (select.references().isEmpty()) {
            add("", "no table", "the query reads no table");
        }
        for (CheckedSelect.Reference reference : select.references()) {
            mention++;
            Relation relation = RunningQuery.resolve(relations, reference);
            String name = reference.name().toString();
            if (relation instanceof Relation.ScopeRows stored) {
                stored(name, reference, stored);
            } else if (relation instanceof Relation.ListedRows listed) {
                int rows = listed.rows().size();
                add(name, "list", rows + " rows, listed by the engine", Facts.rows(null, rows));
            }
        }
        mention = 0;
    }

    /** Adds what a run has shown. */
    void analysis(long resultRows, long nanos) {
        add("", "result", resultRows + " rows", Facts.rows(null, resultRows));
        add("", "rows read", hotRows + " hot row versions, at most " + coldRows + " in data files");
        add("", "time", String.format(Locale.ROOT, "%.3f ms", nanos / 1e6));
    }

    QueryResult answer() {
        return new ListedResult(COLUMNS, List.copyOf(rows));
    }

    private void stored(String name, CheckedSelect.Reference reference, Relation.ScopeRows stored) {
        if (stored.scope().isPresent() && stored.isStoredOnly()) {
            if (!stored.scope().get().mayHoldExpired()
                    && select.shortcut()
                            .filter(Shortcut.Count.class::isInstance)
                            .isPresent()) {
                add(name, "counter", "rows are counted by the manifest and the buffer, none is read");
                return;
            }
            ScopeView scope = stored.scope().get();
            Optional<KeyLookup> found = KeyLookup.find(view, scope, stored.table(), reference.conditions(), constants);
            if (found.isPresent()) {
                lookup(name, found.get());
                return;
            }
        }
        stored.scope()
                .ifPresentOrElse(
                        scope -> scan(name, reference, stored, scope),
                        () -> add(name, "empty", "the table has never held a row"));
        if (!stored.isStoredOnly()) {
            add(
                    name,
                    "transaction",
                    stored.own().rows().size() + " rows of this transaction, which replaces "
                            + stored.replaced().size() + " stored ones");
        }
    }

    private void lookup(String name, KeyLookup found) {
        add(
                name,
                "key lookup",
                found.hot().size() + " hot rows, " + found.coldSeqs().size() + " in data files");
        hotRows += found.hot().size();
        coldRows += found.coldSeqs().size();
        found.files()
                .forEach(file -> add(
                        name,
                        "file",
                        fileName(file) + ": the row by its _seq" + notes(file),
                        new Facts(COLD, file, null, null)));
    }

    private void scan(String name, CheckedSelect.Reference reference, Relation.ScopeRows stored, ScopeView scope) {
        Pruning.Files files = new Pruning(stored.table(), reference.conditions(), constants).of(view, scope);
        int total = files.read().size() + files.pruned().size();
        add(name, "hot rows", scope.hotRows() + " row versions", Facts.rows(HOT, scope.hotRows()));
        add(name, "data files", files.read().size() + " of " + total + " read", new Facts(COLD, null, null, null));
        hotRows += scope.hotRows();
        files.read().forEach(file -> coldRows += rows(file, scope));
        files.read().stream()
                .limit(MAX_FILES)
                .forEach(file -> add(
                        name,
                        "file",
                        fileName(file) + ": " + rows(file, scope) + " row versions" + notes(file),
                        new Facts(COLD, file, rows(file, scope), null)));
        files.pruned().stream()
                .limit(Math.max(0, MAX_FILES - files.read().size()))
                .forEach(file -> add(
                        name,
                        "file not read",
                        fileName(file.file()) + ": " + file.why(),
                        new Facts(COLD, file.file(), rows(file.file(), scope), file.why())));
        if (total > MAX_FILES) {
            add(name, "files", total - MAX_FILES + " more", new Facts(COLD, null, null, null));
        }
        if (scope.mayHoldExpired()) {
            add(name, "expired", "rows that are older than the TTL of the table are left out");
        }
        if (scope.supersededRows() > 0) {
            add(name, "versions", scope.supersededRows() + " superseded ones are hidden by _seq");
        }
    }

    private static long rows(DataFile file, ScopeView scope) {
        return file.part(scope.id()).rows();
    }

    private String notes(DataFile file) {
        String shared = file.holdsSeveralScopes() ? " of a shared file" : "";
        return shared
                + view.damage()
                        .quarantine(file.id())
                        .map(found -> "; quarantined, " + found.reason().explanation() + ": the statement fails")
                        .orElse("");
    }

    /** The name alone: directories name scopes. */
    private static String fileName(DataFile file) {
        return file.path().substring(file.path().lastIndexOf('/') + 1);
    }

    private void add(String table, String step, String detail) {
        add(table, step, detail, Facts.NONE);
    }

    private void add(String table, String step, String detail, Facts facts) {
        DataFile file = facts.file();
        rows.add(new Object[] {
            table,
            step,
            detail,
            mention,
            facts.tier(),
            file == null ? null : file.id(),
            file == null ? null : fileName(file),
            facts.rows(),
            facts.reason()
        });
    }
}
