package dev.firn.engine.statement;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.firn.engine.catalog.Namespace;
import dev.firn.engine.catalog.User;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.cold.Quarantine;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.run.Run;
import dev.firn.engine.security.Rights;
import dev.firn.engine.setting.SettingValue;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableScope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the system tables at one view, in the columns that {@link SystemTables} names. A dba sees all of them,
 * others those about themselves and the tables that they may read; jobs are for role {@code service} and higher.
 */
record SystemRows(Session session, ReadView view) {
    private static final int MAX_JOBS = 10_000;
    private static final String NODE_ID = "local";

    private Caller caller() {
        return session.caller();
    }

    private boolean seesAll() {
        return caller().role() == Role.DBA;
    }

    private List<Table> knownTables() {
        return view.catalog().tables().stream()
                .filter(table -> Rights.knows(caller(), table))
                .toList();
    }

    List<@Nullable Object[]> tables() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Table table : knownTables()) {
            Schema schema = table.schema();
            rows.add(row(
                    table.name().namespace(),
                    table.name().table(),
                    table.kind().name(),
                    table.kind().isFlushed() ? table.flushPolicy().spelling() : null,
                    table.ttlSeconds() == 0 ? null : table.ttlSeconds(),
                    table.kind() == TableKind.SHARED ? table.accessLevel().name() : null,
                    schema.keyOrdinal().isPresent()
                            ? schema.columns()
                                    .get(schema.keyOrdinal().getAsInt())
                                    .name()
                            : null,
                    table.creator(),
                    schema.columns().size(),
                    schema.version(),
                    table.createdAtMicros()));
        }
        return rows;
    }

    List<@Nullable Object[]> columns() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Table table : knownTables()) {
            int ordinal = 1;
            for (Column column : table.schema().columns()) {
                rows.add(row(
                        table.name().namespace(),
                        table.name().table(),
                        column.name(),
                        ordinal++,
                        column.type().sqlName(),
                        !column.notNull(),
                        column.defaultSql().orElse(null),
                        column.id() == table.schema().keyColumnId(),
                        column.id()));
            }
        }
        return rows;
    }

    List<@Nullable Object[]> namespaces() {
        List<Table> known = knownTables();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Namespace namespace : view.catalog().namespaces()) {
            long count = known.stream()
                    .filter(table -> table.name().namespace().equals(namespace.name()))
                    .count();
            boolean visible = seesAll() || count > 0 || namespace.creator().equals(caller().userId());
            if (visible) {
                rows.add(row(namespace.name(), namespace.creator(), count, namespace.createdAtMicros()));
            }
        }
        return rows;
    }

    List<@Nullable Object[]> users() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (User user : view.catalog().users()) {
            if (seesAll() || user.id().equals(caller().userId())) {
                rows.add(row(user.id(), user.role().spelling(), user.createdAtMicros()));
            }
        }
        return rows;
    }

    List<@Nullable Object[]> storage() {
        long now = session.nowMicros();
        List<@Nullable Object[]> rows = new ArrayList<>();
        eachScope((table, scope) -> {
            Collection<DataFile> files = view.dataFiles(scope);
            boolean buffered = scope.hotRows() > 0;
            rows.add(row(
                    table.name().namespace(),
                    table.name().table(),
                    userId(scope.scope()),
                    scope.hotRows(),
                    scope.hotBytes(),
                    buffered ? scope.oldestHotMicros() : null,
                    buffered ? Math.max(0, (now - scope.oldestHotMicros()) / 1_000_000) : null,
                    scope.flushedThrough(),
                    (long) files.size(),
                    files.stream()
                            .mapToLong(file -> file.part(scope.id()).rows())
                            .sum(),
                    files.stream()
                            .filter(file -> !file.holdsSeveralScopes())
                            .mapToLong(DataFile::bytes)
                            .sum()));
        });
        return rows;
    }

    /** A dba sees files, each once; others see their parts, and of a bundle nothing that tells of other scopes. */
    List<@Nullable Object[]> manifest() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Table table : knownTables()) {
            if (seesAll()) {
                view.manifest().files(table.id()).forEach(file -> rows.add(wholeFile(table, file)));
            } else {
                view.scope(table.id(), TableScope.of(table.kind(), caller().userId()))
                        .ifPresent(scope -> view.dataFiles(scope)
                                .forEach(file -> rows.add(fileRow(table, file, shownPart(scope, file)))));
            }
        }
        return rows;
    }

    /** What is shown of a file; empty values stand for what is not for the caller. */
    private record Shown(
            @Nullable String userId,
            FilePart rows,
            @Nullable Long bytes,
            @Nullable Integer scopes) {}

    private @Nullable Object[] wholeFile(Table table, DataFile file) {
        FilePart first = file.parts().get(0);
        TableScope scope = view.scope(new ScopeId(table.id(), first.scopeId()))
                .orElseThrow()
                .scope();
        int scopes = file.parts().size();
        return fileRow(table, file, new Shown(scopes > 1 ? null : userId(scope), file.total(), file.bytes(), scopes));
    }

    private static Shown shownPart(ScopeView scope, DataFile file) {
        boolean bundle = file.holdsSeveralScopes();
        return new Shown(userId(scope.scope()), file.part(scope.id()), bundle ? null : file.bytes(), bundle ? null : 1);
    }

    private @Nullable Object[] fileRow(Table table, DataFile file, Shown shown) {
        Optional<Quarantine> quarantine = view.damage().quarantine(file.id());
        return row(
                file.id(),
                table.name().namespace(),
                table.name().table(),
                shown.userId(),
                file.path().substring(file.path().lastIndexOf('/') + 1),
                shown.rows().rows(),
                shown.bytes(),
                shown.rows().minSeq(),
                shown.rows().maxSeq(),
                shown.rows().minWrittenAtMicros(),
                shown.rows().maxWrittenAtMicros(),
                file.schemaVersion(),
                file.runId(),
                shown.scopes(),
                quarantine.isPresent() ? "quarantined" : "active",
                quarantine.map(found -> found.reason().spelling()).orElse(null),
                quarantine.map(Quarantine::sinceMicros).orElse(null));
    }

    /** The scopes whose rows the caller may read, for a dba all. */
    private void eachScope(BiConsumer<Table, ScopeView> each) {
        for (Table table : knownTables()) {
            if (seesAll()) {
                view.scopes(table.id()).forEach(scope -> each.accept(table, scope));
            } else {
                view.scope(table.id(), TableScope.of(table.kind(), caller().userId()))
                        .ifPresent(scope -> each.accept(table, scope));
            }
        }
    }

    private static @Nullable String userId(TableScope scope) {
        return scope.userId().isEmpty() ? null : scope.userId();
    }

    List<@Nullable Object[]> jobs() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        if (!caller().role().atLeast(Role.SERVICE)) {
            return rows;
        }
        for (Run run : session.runs().newest(MAX_JOBS)) {
            boolean hidden = view.catalog()
                    .table(run.tableId())
                    .filter(table -> !Rights.knows(caller(), table))
                    .isPresent();
            if (!hidden) {
                rows.add(job(run));
            }
        }
        return rows;
    }

    /** For a dba alone. */
    List<@Nullable Object[]> settings() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (SettingValue value : seesAll() ? session.settings().listed() : List.<SettingValue>of()) {
            rows.add(row(
                    value.setting().key(),
                    value.shown().orElse(null),
                    value.setting().byDefault(),
                    value.origin().spelling(),
                    orNull(value.setting().unit().spelling()),
                    value.setting().description(),
                    value.setting().isMasked()));
        }
        return rows;
    }

    private static @Nullable Object[] job(Run run) {
        Run.Progress progress = run.progress();
        Run.Times times = run.times();
        return row(
                run.id(),
                run.type().spelling(),
                run.status().name().toLowerCase(Locale.ROOT),
                run.namespace(),
                run.table(),
                parameters(run),
                orNull(run.state().message()),
                orNull(run.state().exceptionTrace()),
                run.rowsRead(),
                progress.rowsWritten(),
                progress.rowsTotal(),
                progress.bytesWritten(),
                progress.files(),
                orNull(progress.checkpoint()),
                run.restarts(),
                orNull(run.executionId().orElse(0)),
                run.trigger().name().toLowerCase(Locale.ROOT),
                times.createdAtMicros(),
                orNull(times.startedAtMicros()),
                orNull(times.updatedAtMicros()),
                orNull(times.finishedAtMicros()),
                NODE_ID);
    }

    /** A JSON object of texts. */
    private static String parameters(Run run) {
        StringBuilder json = new StringBuilder("{\"cut\":\"" + run.cut() + "\"");
        run.parameters()
                .forEach((name, value) -> json.append(",\"")
                        .append(quoted(name))
                        .append("\":\"")
                        .append(quoted(value))
                        .append('"'));
        return json.append("}").toString();
    }

    private static char[] quoted(String text) {
        return JsonStringEncoder.getInstance().quoteAsString(text);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Long orNull(long value) {
        return value == 0 ? null : value;
    }

    private static @Nullable Object[] row(@Nullable Object... values) {
        return values;
    }
}
