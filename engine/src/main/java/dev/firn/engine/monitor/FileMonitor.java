package dev.firn.engine.monitor;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.cold.FooterReader;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.compaction.Compactions;
import dev.firn.engine.integrity.FileChecks;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Runs;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FileFooter;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The data files of tables, as far as the caller may see them. */
public final class FileMonitor {
    /** A footer has up to 16 MiB. */
    private static final int FOOTERS_AT_ONCE = 2;

    private static final int FOOTER_WAIT_SECONDS = 5;

    private final Committer committer;
    private final Path root;
    private final Runs runs;
    private final Compactions compactions;
    private final FileChecks checks;
    private final Semaphore footers = new Semaphore(FOOTERS_AT_ONCE, true);

    /** @param root the data directory */
    FileMonitor(Committer committer, Path root, Runs runs, Compactions compactions, FileChecks checks) {
        this.committer = committer;
        this.root = root;
        this.runs = runs;
        this.compactions = compactions;
        this.checks = checks;
    }

    /**
     * The listed files of a table; for role {@code user} those that hold rows of their own.
     *
     * @throws EngineException TABLE_NOT_FOUND when the caller knows of no such table, INVALID_PARAMETER when the page is to
     *     begin after what no page ended with
     */
    public Page<FileState> files(Caller caller, TableName name, FileQuery query) {
        try (ReadView view = committer.acquire()) {
            Sight sight = Sight.of(caller, view, name);
            Pages<FileState> pages =
                    new Pages<>(query.paging(), file -> position(query.paging().sort(), file));
            listed(sight).stream()
                    .map(file -> state(sight, file))
                    .filter(query::matches)
                    .forEach(pages::add);
            return pages.page();
        }
    }

    private static Collection<DataFile> listed(Sight sight) {
        return sight.whole()
                ? sight.view().manifest().files(sight.table().id())
                : sight.own().map(sight.view()::dataFiles).orElse(List.of());
    }

    private static Position position(FileQuery.Sort sort, FileState file) {
        long value = switch (sort) {
            case FILE_ID -> file.id();
            case ROWS -> file.rows();
            case BYTES -> file.bytes().orElse(-1);
            case WRITTEN_AT -> file.newestMicros();
        };
        return new Position(value, String.format("%019d", file.id()));
    }

    /**
     * A listed file of a table and a part of its footer.
     *
     * @throws EngineException TABLE_NOT_FOUND when the caller knows of no such table, NOT_FOUND when it lists no such file, for
     *     role {@code user} none with rows of their own
     */
    public FileDetail file(Caller caller, TableName name, long fileId, int fromRowGroup, int rowGroups) {
        // The open view keeps the file from being unlinked.
        try (ReadView view = committer.acquire()) {
            Sight sight = Sight.of(caller, view, name);
            DataFile file = find(sight, fileId);
            boolean allShown = sight.whole() || !file.holdsSeveralScopes();
            FileState state = state(sight, file);
            FileFooter.Values values = sight.readsAllOf(file) ? FileFooter.Values.SHOWN : FileFooter.Values.HIDDEN;
            boolean readable = allShown && state.check() != FileState.Check.QUARANTINED;
            return new FileDetail(
                    name,
                    state,
                    sight.operator() ? runs.find(file.runId()) : Optional.empty(),
                    parts(sight, file),
                    allShown ? OptionalInt.of(file.crc32c()) : OptionalInt.empty(),
                    values,
                    readable ? footer(file, new FileFooter.Part(fromRowGroup, rowGroups, values)) : Optional.empty());
        }
    }

    private static DataFile find(Sight sight, long fileId) {
        return sight.view()
                .manifest()
                .file(sight.table().id(), fileId)
                .filter(file -> sight.whole() || holds(file, sight.own()))
                .orElseThrow(() -> new EngineException(
                        ErrorCode.NOT_FOUND,
                        "Cannot find the data file: " + sight.table().name() + " lists none with this id"));
    }

    private static boolean holds(DataFile file, Optional<ScopeView> scope) {
        return scope.filter(own -> file.parts().stream().anyMatch(part -> part.scopeId() == own.scopeId()))
                .isPresent();
    }

    private Optional<FileFooter> footer(DataFile file, FileFooter.Part part) {
        try {
            if (!footers.tryAcquire(FOOTER_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new EngineException(
                        ErrorCode.RATE_LIMIT_EXCEEDED, "Cannot read the footer: others are read, try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorCode.QUERY_CANCELLED, "Cannot read the footer: interrupted", e);
        }
        try {
            return FooterReader.read(root.resolve(file.path()), part);
        } finally {
            footers.release();
        }
    }

    private static List<FileDetail.Part> parts(Sight sight, DataFile file) {
        return file.parts().stream()
                .filter(part -> sight.whole()
                        || sight.own()
                                .filter(own -> own.scopeId() == part.scopeId())
                                .isPresent())
                .map(part -> new FileDetail.Part(userId(sight, part), part.rows(), part.minSeq(), part.maxSeq()))
                .toList();
    }

    private static Optional<String> userId(Sight sight, FilePart part) {
        return sight.view()
                .scope(new ScopeId(sight.table().id(), part.scopeId()))
                .map(scope -> scope.scope().userId())
                .filter(id -> !id.isEmpty());
    }

    private FileState state(Sight sight, DataFile file) {
        boolean bundle = file.holdsSeveralScopes();
        boolean allShown = sight.whole() || !bundle;
        FilePart shown =
                allShown ? file.total() : file.part(sight.own().orElseThrow().id());
        Optional<FileState.Damaged> damaged = sight.view()
                .damage()
                .quarantine(file.id())
                .map(found -> new FileState.Damaged(
                        found.reason().spelling(), found.reason().explanation(), found.sinceMicros()));
        return new FileState(
                file.id(),
                file.path().substring(file.path().lastIndexOf('/') + 1),
                bundle ? FileState.Kind.BUNDLE : FileState.Kind.OWN,
                bundle ? Optional.empty() : userId(sight, file.parts().get(0)),
                allShown ? OptionalInt.of(file.parts().size()) : OptionalInt.empty(),
                shown.rows(),
                allShown ? OptionalLong.of(file.bytes()) : OptionalLong.empty(),
                allShown ? OptionalInt.of(compactions.level(file)) : OptionalInt.empty(),
                shown.minSeq(),
                shown.maxSeq(),
                shown.minWrittenAtMicros(),
                shown.maxWrittenAtMicros(),
                file.schemaVersion(),
                file.runId(),
                JobType.ofRun(file.runId()),
                check(file, damaged),
                damaged);
    }

    private FileState.Check check(DataFile file, Optional<FileState.Damaged> damaged) {
        if (damaged.isPresent()) {
            return FileState.Check.QUARANTINED;
        }
        return checks.isVerified(file.id()) ? FileState.Check.VERIFIED : FileState.Check.UNVERIFIED;
    }
}
