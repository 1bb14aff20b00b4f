package dev.firn.engine.query;

import dev.firn.engine.cold.ColumnStatistics;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ColumnType.Kind;
import dev.firn.engine.table.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides by the manifest's statistics which data files a query need not read. */
final class Pruning {
    private final Table table;
    private final List<Condition> conditions;
    private final Constants constants;

    Pruning(Table table, List<Condition> conditions, Constants constants) {
        this.table = table;
        this.conditions = conditions;
        this.constants = constants;
    }

    /** The files to read and those that cannot hold a row of the result. */
    record Files(List<DataFile> read, List<Pruned> pruned) {}

    /**
     * A file that is not read.
     *
     * @param why the condition and the bounds that refute it
     */
    record Pruned(DataFile file, String why) {}

    /** Decides for the files of a scope; of a bundle by the scope's part alone. */
    Files of(ReadView view, ScopeView scope) {
        List<DataFile> read = new ArrayList<>();
        List<Pruned> pruned = new ArrayList<>();
        for (DataFile file : view.dataFiles(scope)) {
            refutation(file, file.part(scope.id()))
                    .ifPresentOrElse(why -> pruned.add(new Pruned(file, why)), () -> read.add(file));
        }
        return new Files(read, pruned);
    }

    private Optional<String> refutation(DataFile file, FilePart part) {
        if (part.liveRows() == 0) {
            return Optional.of("it holds only deletions");
        }
        for (Condition condition : conditions) {
            Optional<Column> column = column(condition.column());
            Optional<ColumnStatistics> statistics = column.flatMap(known -> statistics(file, part, known));
            if (statistics.isPresent() && refutes(column.get(), statistics.get(), condition)) {
                return Optional.of(condition + ": " + bounds(condition, statistics.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<Column> column(String name) {
        if (name.equalsIgnoreCase(SystemColumns.SEQ)) {
            return Optional.of(SystemColumns.SEQ_COLUMN);
        }
        return table.schema().columns().stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static Optional<ColumnStatistics> statistics(DataFile file, FilePart part, Column column) {
        if (column.equals(SystemColumns.SEQ_COLUMN)) {
            return Optional.of(new ColumnStatistics(
                    0,
                    Kind.BIGINT,
                    String.valueOf(part.minSeq()),
                    String.valueOf(part.maxSeq()),
                    part.liveRows(),
                    0,
                    false));
        }
        return file.statistics(column.id())
                .filter(statistics ->
                        domain(statistics.kind()) == domain(column.type().kind()));
    }

    /** Kinds of one domain have bounds that mean the same, so that a widened column's files can still be pruned. */
    private static Kind domain(Kind kind) {
        return switch (kind) {
            case SMALLINT, INT, BIGINT, DECIMAL -> Kind.DECIMAL;
            case FLOAT, DOUBLE -> Kind.DOUBLE;
            case TIMESTAMP, DATETIME -> Kind.TIMESTAMP;
            case BOOLEAN, TEXT, BYTES, JSON, DATE, TIME, UUID -> kind;
        };
    }

    private static String bounds(Condition condition, ColumnStatistics statistics) {
        return switch (condition.test()) {
            case IS_NULL -> "no value is NULL";
            case IS_NOT_NULL -> "all values are NULL";
            case EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, BETWEEN, IN ->
                statistics.values() == 0
                        ? "all values are NULL"
                        : "values from " + statistics.min() + " to " + statistics.max();
        };
    }

    private boolean refutes(Column column, ColumnStatistics statistics, Condition condition) {
        return switch (condition.test()) {
            case IS_NULL -> statistics.nulls() == 0;
            case IS_NOT_NULL -> statistics.values() == 0;
            case BETWEEN -> statistics.values() == 0 || refutesRange(column.type(), statistics, condition.operands());
            case EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, IN ->
                statistics.values() == 0
                        || condition.operands().stream()
                                .allMatch(operand -> refutes(column.type(), statistics, condition.test(), operand));
        };
    }

    /** Both ends must be known: one of another type would decide how the other is compared. */
    private boolean refutesRange(ColumnType type, ColumnStatistics statistics, List<Condition.Operand> ends) {
        Optional<Object> low = constants.value(type, ends.get(0));
        Optional<Object> high = constants.value(type, ends.get(1));
        return low.isPresent()
                && high.isPresent()
                && (compare(type, statistics.max(), low.get()) < 0 || compare(type, statistics.min(), high.get()) > 0);
    }

    private boolean refutes(
            ColumnType type, ColumnStatistics statistics, Condition.Test test, Condition.Operand operand) {
        Optional<Object> value = constants.value(type, operand);
        if (value.isEmpty()) {
            return false;
        }
        // Signs of bound minus value; 0 stands for an unknown bound too.
        int min = compare(type, statistics.min(), value.get());
        int max = compare(type, statistics.max(), value.get());
        boolean bounded = statistics.min() != null && statistics.max() != null;
        return switch (test) {
            case EQUAL, IN -> min > 0 || max < 0;
            case LESS -> bounded && min >= 0;
            case LESS_OR_EQUAL -> min > 0;
            case GREATER -> bounded && max <= 0 && !statistics.nan();
            case GREATER_OR_EQUAL -> max < 0 && !statistics.nan();
            case BETWEEN, IS_NULL, IS_NOT_NULL -> false;
        };
    }

    private static int compare(ColumnType type, @Nullable String bound, Object value) {
        if (bound == null) {
            return 0;
        }
        return switch (type.kind()) {
            case BOOLEAN -> bound.compareTo((Boolean) value ? "1" : "0");
            case DOUBLE -> Double.compare(Double.parseDouble(bound), (Double) value);
            case TEXT, UUID -> ColumnStatistics.compareTexts(bound, value.toString());
            case SMALLINT, INT, BIGINT, DECIMAL -> new BigDecimal(bound).compareTo((BigDecimal) value);
            case TIMESTAMP, DATETIME, DATE, TIME -> Long.compare(Long.parseLong(bound), ((Number) value).longValue());
            case FLOAT, BYTES, JSON -> 0;
        };
    }
}
