package dev.firn.engine.query;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.KeyFormat;
import dev.firn.engine.table.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a scope that a condition {@code key = constant} or {@code key IN (…)} leaves, found by the key index of one
 * view: the newest versions, which nothing supersedes. At most one row for each constant.
 *
 * @param hot those in the hot tier
 * @param coldSeqs {@code _seq}s of those in data files
 * @param files the data files that hold them
 */
record KeyLookup(List<Relation.HeldRow> hot, List<Long> coldSeqs, List<DataFile> files) {
    /** Looks the keys up; empty when no condition names the key with known values. */
    static Optional<KeyLookup> find(
            ReadView view, ScopeView scope, Table table, List<Condition> conditions, Constants constants) {
        OptionalInt ordinal = table.schema().keyOrdinal();
        if (ordinal.isEmpty()) {
            return Optional.empty();
        }
        Column key = table.schema().columns().get(ordinal.getAsInt());
        return conditions.stream()
                .filter(condition -> names(condition, key))
                .map(condition -> keys(key, condition, constants))
                .flatMap(Optional::stream)
                .findFirst()
                .map(keys -> of(view, scope, keys));
    }

    private static boolean names(Condition condition, Column key) {
        boolean exact = condition.test() == Condition.Test.EQUAL || condition.test() == Condition.Test.IN;
        return exact && condition.column().equalsIgnoreCase(key.name());
    }

    /** The normalised keys that a row may have; empty when a constant has no certain value. */
    private static Optional<List<byte[]>> keys(Column key, Condition condition, Constants constants) {
        List<byte[]> keys = new ArrayList<>();
        for (Condition.Operand operand : condition.operands()) {
            Optional<Object> value = constants.value(key.type(), operand);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            byte[] normalised = normalised(key, value.get());
            if (normalised != null) {
                keys.add(normalised);
            }
        }
        return Optional.of(keys);
    }

    /** The key of a value; null when no row can have it. */
    private static byte @Nullable [] normalised(Column key, Object value) {
        try {
            return KeyFormat.normalise(key, inColumn(key, value));
        } catch (ArithmeticException | EngineException e) {
            return null;
        }
    }

    /** The value as the column holds it; an ArithmeticException when it cannot. */
    private static Object inColumn(Column key, Object value) {
        return switch (key.type().kind()) {
            case SMALLINT -> (int) ((BigDecimal) value).shortValueExact();
            case INT -> ((BigDecimal) value).intValueExact();
            case BIGINT -> ((BigDecimal) value).longValueExact();
            case DECIMAL -> {
                BigDecimal scaled = ((BigDecimal) value).setScale(key.type().scale());
                if (scaled.precision() > key.type().precision()) {
                    throw new ArithmeticException("too many digits");
                }
                yield scaled;
            }
            case BOOLEAN, FLOAT, DOUBLE, TEXT, BYTES, JSON, TIMESTAMP, DATETIME, DATE, TIME, UUID -> value;
        };
    }

    private static KeyLookup of(ReadView view, ScopeView scope, List<byte[]> keys) {
        Set<Long> seqs = new LinkedHashSet<>();
        keys.forEach(key -> seqs.add(view.seqOfKey(scope, key)));
        seqs.remove(0L);
        List<Relation.HeldRow> hot = new ArrayList<>();
        List<Long> cold = new ArrayList<>();
        for (long seq : seqs) {
            if (seq > scope.flushedThrough()) {
                hot.add(new Relation.HeldRow(seq, view.hotRow(scope, seq)));
            } else {
                cold.add(seq);
            }
        }
        List<DataFile> files = view.dataFiles(scope).stream()
                .filter(file -> mayHold(file.part(scope.id()), cold))
                .toList();
        return new KeyLookup(hot, cold, files);
    }

    private static boolean mayHold(FilePart part, List<Long> seqs) {
        return seqs.stream().anyMatch(seq -> part.minSeq() <= seq && seq <= part.maxSeq());
    }
}
