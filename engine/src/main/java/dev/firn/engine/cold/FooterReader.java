package dev.firn.engine.cold;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.FileFooter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;

/** Reads the footers of data files for people to look at. */
public final class FooterReader {
    /** Column chunks of an answer, unless one row group has more. */
    private static final int MAX_CHUNKS = 10_000;

    private FooterReader() {}

    /** What a data file's footer says; empty when it cannot be read, which the file's check tells more of. */
    public static Optional<FileFooter> read(Path file, FileFooter.Part part) {
        try {
            return Optional.of(footer(ParquetFooter.metadata(file), part));
        } catch (IOException | EngineException e) {
            return Optional.empty();
        }
    }

    private static FileFooter footer(FileMetaData metadata, FileFooter.Part part) {
        List<SchemaElement> fields =
                metadata.getSchema().subList(1, metadata.getSchema().size());
        List<RowGroup> groups = metadata.getRow_groups();
        int most = Math.max(1, Math.min(part.limit(), MAX_CHUNKS / Math.max(1, fields.size())));
        int from = Math.min(part.from(), groups.size());
        int to = (int) Math.min((long) from + most, groups.size());
        List<FileFooter.RowGroup> shown = new ArrayList<>();
        for (int i = from; i < to; i++) {
            shown.add(rowGroup(i, groups.get(i), fields, part.values()));
        }
        return new FileFooter(
                Optional.ofNullable(metadata.getCreated_by()),
                metadata.getVersion(),
                metadata.getNum_rows(),
                fields.stream().map(FooterReader::column).toList(),
                groups.size(),
                shown,
                to < groups.size() ? OptionalInt.of(to) : OptionalInt.empty());
    }

    private static FileFooter.Column column(SchemaElement field) {
        boolean system = field.isSetField_id() && field.getField_id() >= DataFileSchema.SEQ_FIELD_ID;
        return new FileFooter.Column(
                field.getName(),
                field.isSetField_id() ? OptionalInt.of(field.getField_id()) : OptionalInt.empty(),
                String.valueOf(field.getType()),
                Optional.ofNullable(field.getLogicalType()).map(logical -> String.valueOf(logical.getSetField())),
                system);
    }

    private static FileFooter.RowGroup rowGroup(
            int index, RowGroup group, List<SchemaElement> fields, FileFooter.Values values) {
        List<FileFooter.Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < group.getColumns().size() && i < fields.size(); i++) {
            chunks.add(chunk(fields.get(i), group.getColumns().get(i), values));
        }
        return new FileFooter.RowGroup(
                index, group.getNum_rows(), group.getTotal_byte_size(), group.getTotal_compressed_size(), chunks);
    }

    private static FileFooter.Chunk chunk(SchemaElement field, ColumnChunk chunk, FileFooter.Values values) {
        ColumnMetaData column = chunk.getMeta_data();
        Optional<Statistics> statistics =
                Optional.ofNullable(column.getStatistics()).filter(unused -> values == FileFooter.Values.SHOWN);
        return new FileFooter.Chunk(
                field.getName(),
                column.getNum_values(),
                column.getTotal_uncompressed_size(),
                column.getTotal_compressed_size(),
                String.valueOf(column.getCodec()),
                column.getEncodings().stream().map(String::valueOf).sorted().toList(),
                statistics.filter(Statistics::isSetNull_count).map(Statistics::getNull_count).stream()
                        .mapToLong(Long::longValue)
                        .mapToObj(OptionalLong::of)
                        .findFirst()
                        .orElse(OptionalLong.empty()),
                statistics.filter(Statistics::isSetMin_value).flatMap(all -> BoundText.of(field, all.getMin_value())),
                statistics.filter(Statistics::isSetMax_value).flatMap(all -> BoundText.of(field, all.getMax_value())),
                column.isSetBloom_filter_offset(),
                chunk.isSetColumn_index_offset() && chunk.isSetOffset_index_offset());
    }
}
