package dev.firn.engine.cold;

import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/** Builds Parquet writers that need no Hadoop: version 1 pages, with ZSTD and checksums, which every reader knows. */
final class PlainParquetBuilder<T> extends ParquetWriter.Builder<T, PlainParquetBuilder<T>> {
    private final WriteSupport<T> records;

    PlainParquetBuilder(OutputFile file, WriteSupport<T> records) {
        super(file);
        this.records = records;
        withConf(new PlainParquetConfiguration())
                .withCodecFactory(new ZstdCodecs())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
                .withPageWriteChecksumEnabled(true);
    }

    @Override
    protected PlainParquetBuilder<T> self() {
        return this;
    }

    @Override
    protected WriteSupport<T> getWriteSupport(org.apache.hadoop.conf.Configuration conf) {
        return records;
    }

    @Override
    protected WriteSupport<T> getWriteSupport(ParquetConfiguration conf) {
        return records;
    }
}
