package dev.firn.engine.monitor;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RunEntry;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.hot.Buffer.TableCounters;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.Runs;
import dev.firn.engine.security.Rights;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Tables and their scopes, as far as the caller may see them. */
public final class TableMonitor {
    private final Committer committer;
    private final Runs runs;
    private final RecentRuns recent;

    TableMonitor(Committer committer, Runs runs, RecentRuns recent) {
        this.committer = committer;
        this.runs = runs;
        this.recent = recent;
    }

    /** @throws dev.firn.engine.table.EngineException INVALID_PARAMETER when the page is to begin after what no page ended with */
    public Page<TableState> tables(Caller caller, TableQuery query) {
        try (ReadView view = committer.acquire()) {
            Pages<Entry> pages = new Pages<>(
                    query.paging(), entry -> entry.position(query.paging().sort()));
            view.catalog().tables().stream()
                    .filter(table -> query.matches(table) && Rights.knows(caller, table))
                    .map(table -> new Sight(caller, view, table))
                    .forEach(sight -> pages.add(new Entry(sight, buffered(sight))));
            return pages.page().map(entry -> state(entry.sight(), entry.buffered()));
        }
    }

    /** @throws dev.firn.engine.table.EngineException TABLE_NOT_FOUND when the caller knows of no such table */
    public TableState table(Caller caller, TableName name) {
        try (ReadView view = committer.acquire()) {
            Sight sight = Sight.of(caller, view, name);
            return state(sight, buffered(sight));
        }
    }

    /** Those tables that are nearest to a flush, the nearest first. */
    List<TableState> nearestToFlush(List<Entry> buffering, int limit) {
        return buffering.stream()
                .sorted(Comparator.comparingDouble(
                                (Entry entry) -> entry.buffered().share().orElse(0))
                        .reversed())
                .limit(limit)
                .map(entry -> state(entry.sight(), entry.buffered()))
                .toList();
    }

    /** The tables with buffered rows that the caller may know of. */
    Stream<Entry> buffering(Caller caller, ReadView view) {
        return view.bufferedTables().keySet().stream()
                .flatMap(id -> view.catalog().table(id).stream())
                .filter(table -> Rights.knows(caller, table))
                .map(table -> new Sight(caller, view, table))
                .map(sight -> new Entry(sight, buffered(sight)));
    }

    /** A table and what is buffered of it. */
    record Entry(Sight sight, Buffered buffered) {
        Position position(TableQuery.Sort sort) {
            long value = switch (sort) {
                case NAME -> 0;
                case BUFFERED_ROWS -> buffered.rows();
                case BUFFERED_BYTES -> buffered.bytes();
                case OLDEST -> buffered.ageSeconds().orElse(-1);
                case SHARE -> (long) (buffered.share().orElse(-1) * 1_000_000);
            };
            return new Position(value, sight.table().name().toString());
        }
    }

    private Buffered buffered(Sight sight) {
        if (!sight.whole()) {
            return sight.own().map(this::buffered).orElseGet(() -> Buffered.of(0, 0, 0, 0));
        }
        Table table = sight.table();
        TableCounters counters = sight.view().buffered(table.id());
        long now = committer.nowMicros();
        long age = TimeUnit.NANOSECONDS.toMicros(Math.max(0, System.nanoTime() - counters.oldestNanos()));
        if (!table.kind().isFlushed()) {
            // Rows that have left do not make it younger; older ones than these are gone.
            age = Math.min(age, TimeUnit.SECONDS.toMicros(table.ttlSeconds()));
        }
        Buffered buffered = Buffered.of(counters.rows(), counters.bytes(), now - age, now);
        return table.kind().isFlushed() ? buffered.under(table.flushPolicy()) : buffered;
    }

    private Buffered buffered(ScopeView scope) {
        return Buffered.of(scope.hotRows(), scope.hotBytes(), scope.oldestHotMicros(), committer.nowMicros());
    }

    private TableState state(Sight sight, Buffered buffered) {
        Table table = sight.table();
        return new TableState(
                table,
                buffered,
                files(sight),
                sight.whole()
                        ? OptionalLong.of(
                                sight.view().catalog().scopes(table.id()).size())
                        : OptionalLong.empty(),
                sight.operator() && table.kind().isFlushed(),
                sight.operator() ? active(sight.view(), table) : Optional.empty(),
                sight.operator() ? recent.lastOver(table.id()) : Optional.empty());
    }

    private Optional<Run> active(ReadView view, Table table) {
        return view.activeRuns().values().stream()
                .filter(run -> run.tableId() == table.id())
                .map(RunEntry::id)
                .flatMap(id -> runs.find(id).stream())
                .filter(run -> !run.over())
                .max(Comparator.comparingLong((Run run) -> run.times().createdAtMicros()));
    }

    private static TableState.Files files(Sight sight) {
        if (sight.whole()) {
            Collection<DataFile> files =
                    sight.view().manifest().files(sight.table().id());
            return new TableState.Files(
                    files.size(),
                    files.stream().mapToLong(DataFile::rows).sum(),
                    files.stream().mapToLong(DataFile::bytes).sum(),
                    quarantined(sight));
        }
        return sight.own()
                .map(scope -> {
                    ScopeState own = scopeFiles(sight.view(), scope, Buffered.of(0, 0, 0, 0));
                    long damaged = sight.view().dataFiles(scope).stream()
                            .filter(file -> sight.view().damage().isQuarantined(file.id()))
                            .count();
                    return new TableState.Files(own.files(), own.fileRows(), own.fileBytes(), damaged);
                })
                .orElse(new TableState.Files(0, 0, 0, 0));
    }

    private static long quarantined(Sight sight) {
        return sight.view()
                .quarantined()
                .filter(file -> file.tableId() == sight.table().id())
                .count();
    }

    /**
     * The scopes of a table that have held a row; for role {@code user} the caller's own alone.
     *
     * @throws dev.firn.engine.table.EngineException TABLE_NOT_FOUND when the caller knows of no such table, INVALID_PARAMETER
     *     when the page is to begin after what no page ended with
     */
    public Page<ScopeState> scopes(Caller caller, TableName name, ScopeQuery query) {
        try (ReadView view = committer.acquire()) {
            Sight sight = Sight.of(caller, view, name);
            Collection<ScopeView> scopes = sight.whole()
                    ? view.scopes(sight.table().id())
                    : sight.own().map(List::of).orElse(List.of());
            Pages<ScopeView> pages =
                    new Pages<>(query.paging(), scope -> position(query.paging().sort(), scope));
            scopes.stream().filter(scope -> query.matches(scope.scope())).forEach(pages::add);
            return pages.page().map(scope -> scopeFiles(view, scope, buffered(scope)));
        }
    }

    private static Position position(ScopeQuery.Sort sort, ScopeView scope) {
        long value = switch (sort) {
            case USER -> 0;
            case BUFFERED_ROWS -> scope.hotRows();
            case BUFFERED_BYTES -> scope.hotBytes();
            case OLDEST -> scope.hotRows() == 0 ? Long.MIN_VALUE : -scope.oldestHotMicros();
        };
        return new Position(value, scope.scope().userId());
    }

    private static ScopeState scopeFiles(ReadView view, ScopeView scope, Buffered buffered) {
        Collection<DataFile> files = view.dataFiles(scope);
        return new ScopeState(
                Optional.of(scope.scope().userId()).filter(id -> !id.isEmpty()),
                buffered,
                files.size(),
                files.stream().mapToLong(file -> file.part(scope.id()).rows()).sum(),
                files.stream()
                        .filter(file -> !file.holdsSeveralScopes())
                        .mapToLong(DataFile::bytes)
                        .sum(),
                files.stream().filter(DataFile::holdsSeveralScopes).count());
    }
}
