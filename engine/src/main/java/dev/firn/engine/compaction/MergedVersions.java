package dev.firn.engine.compaction;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.query.Queries;
import dev.firn.engine.query.VersionRows;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.Table;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The versions of several data files in the order of scope and {@code _seq}. A file is open from its first version to its
 * last: ranges that do not overlap are read one after the other.
 */
final class MergedVersions implements AutoCloseable {
    private final Queries queries;
    private final Table table;
    private final PriorityQueue<Source> sources = new PriorityQueue<>(
            Comparator.<Source>comparingLong(source -> source.scopeId).thenComparingLong(source -> source.seq));
    private @Nullable Source current;

    MergedVersions(Queries queries, Table table, List<DataFile> files) {
        this.queries = queries;
        this.table = table;
        files.forEach(file -> sources.add(new Source(file)));
    }

    /** Moves to the next version; false at the end. */
    boolean next() {
        Source before = current;
        if (before != null) {
            current = null;
            if (before.next()) {
                sources.add(before);
            }
        }
        Source first = sources.poll();
        if (first == null) {
            return false;
        }
        current = first;
        if (first.rows == null) {
            first.open();
        }
        return true;
    }

    long scopeId() {
        return current().scopeId;
    }

    Row row() {
        Row row = current().row;
        if (row == null) {
            throw new IllegalStateException("the file has no version any more");
        }
        return row;
    }

    private Source current() {
        Source open = current;
        if (open == null) {
            throw new IllegalStateException("there is no current version");
        }
        return open;
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
        }
        sources.forEach(Source::close);
    }

    /** One file: before it is opened, it stands at what the manifest says of its first version. */
    private final class Source {
        private final DataFile file;
        private long scopeId;
        private long seq;
        private long read;
        private @Nullable VersionRows rows;
        private @Nullable Row row;

        Source(DataFile file) {
            this.file = file;
            this.scopeId = file.parts().get(0).scopeId();
            this.seq = file.parts().get(0).minSeq();
        }

        void open() {
            long expectedScope = scopeId;
            long expectedSeq = seq;
            rows = queries.versions(table, file);
            if (!next() || scopeId != expectedScope || seq != expectedSeq) {
                throw damaged("its first row is another one");
            }
        }

        boolean next() {
            VersionRows open = rows;
            if (open == null) {
                return false;
            }
            if (!open.next()) {
                if (read != file.rows()) {
                    throw damaged("it has " + read + " rows, not " + file.rows());
                }
                // Bytes that rotted unseen since their check may have been read as other values.
                open.recheck();
                close();
                return false;
            }
            Row next = open.row();
            long nextScope = file.holdsSeveralScopes() ? open.scopeId() : scopeId;
            boolean ordered = nextScope > scopeId || (nextScope == scopeId && next.seq() > seq);
            if (read > 0 && !ordered) {
                throw damaged("its rows are not in order");
            }
            read++;
            row = next;
            scopeId = nextScope;
            seq = next.seq();
            return true;
        }

        void close() {
            if (rows != null) {
                rows.close();
                rows = null;
            }
        }

        private EngineException damaged(String why) {
            if (rows != null) {
                rows.recheck();
            }
            return new EngineException(
                    ErrorCode.DATA_FILE_UNAVAILABLE,
                    "Cannot compact data file " + file.id() + " of " + table.name() + ": " + why);
        }
    }
}
