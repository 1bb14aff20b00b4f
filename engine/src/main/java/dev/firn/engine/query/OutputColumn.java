package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ColumnType.Kind;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/**
 * A result column on its way from DuckDB's type to the Java value of a {@link ColumnType}.
 *
 * @param column what the reader of the result sees
 * @param conversion the SQL around the column that makes it readable, with {@code %s} for it; empty when it is already
 */
record OutputColumn(ResultColumn column, String conversion, Reader reader) {
    /** Reads the value, which is not NULL, of a row. */
    interface Reader {
        Object read(DuckDBReadableVector vector, int row);
    }

    private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),(\\d+)\\)");
    private static final Pattern INTERVAL_PART = Pattern.compile("(-?\\d+) (year|month|day)s?");
    private static final Pattern INTERVAL_TIME = Pattern.compile("(-?)(\\d+):(\\d\\d):(\\d\\d)(\\.\\d+)?$");
    private static final DateTimeFormatter ISO_OFFSET = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx");
    private static final String AS_TEXT = "CAST(%s AS VARCHAR)";
    private static final ColumnType WIDE = ColumnType.decimal(38, 0);

    /** The column of a DuckDB type, by the type's name. */
    static OutputColumn of(String name, String typeName) {
        Matcher decimal = DECIMAL.matcher(typeName);
        if (decimal.matches()) {
            ColumnType type =
                    ColumnType.decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
            return direct(name, type, DuckDBReadableVector::getBigDecimal);
        }
        return switch (typeName) {
            case "BOOLEAN" -> direct(name, ColumnType.BOOLEAN, DuckDBReadableVector::getBoolean);
            case "TINYINT" -> direct(name, ColumnType.of(Kind.SMALLINT), (v, row) -> (int) v.getByte(row));
            case "SMALLINT" -> direct(name, ColumnType.of(Kind.SMALLINT), (v, row) -> (int) v.getShort(row));
            case "INTEGER" -> direct(name, ColumnType.INT, DuckDBReadableVector::getInt);
            case "BIGINT" -> direct(name, ColumnType.BIGINT, DuckDBReadableVector::getLong);
            case "UTINYINT" -> direct(name, WIDE, (v, row) -> BigDecimal.valueOf(v.getUint8(row)));
            case "USMALLINT" -> direct(name, WIDE, (v, row) -> BigDecimal.valueOf(v.getUint16(row)));
            case "UINTEGER" -> direct(name, WIDE, (v, row) -> BigDecimal.valueOf(v.getUint32(row)));
            case "UBIGINT" -> direct(name, WIDE, (v, row) -> new BigDecimal(v.getUint64(row)));
            case "HUGEINT" -> direct(name, WIDE, (v, row) -> new BigDecimal(v.getHugeInt(row)));
            case "UHUGEINT" -> direct(name, WIDE, (v, row) -> new BigDecimal(v.getUHugeInt(row)));
            case "FLOAT" -> direct(name, ColumnType.of(Kind.FLOAT), (v, row) -> (double) v.getFloat(row));
            case "DOUBLE" -> direct(name, ColumnType.DOUBLE, DuckDBReadableVector::getDouble);
            case "VARCHAR" -> direct(name, ColumnType.TEXT, DuckDBReadableVector::getString);
            case "DATE" ->
                direct(name, ColumnType.of(Kind.DATE), (v, row) ->
                        (int) v.getLocalDate(row).toEpochDay());
            case "TIMESTAMP" -> direct(name, ColumnType.TIMESTAMP, (v, row) -> micros(v.getLocalDateTime(row)));
            default -> converted(name, typeName);
        };
    }

    private static OutputColumn converted(String name, String typeName) {
        if (typeName.endsWith("]") || typeName.matches("(STRUCT|TUPLE|MAP|UNION)\\b.*") || typeName.equals("VARIANT")) {
            return of(name, ColumnType.of(Kind.JSON), "CAST(to_json(%s) AS VARCHAR)", text -> text);
        }
        return switch (typeName) {
            case "JSON" -> of(name, ColumnType.of(Kind.JSON), AS_TEXT, text -> text);
            case "UUID" -> of(name, ColumnType.of(Kind.UUID), AS_TEXT, UUID::fromString);
            case "BLOB" ->
                of(
                        name,
                        ColumnType.of(Kind.BYTES),
                        "base64(%s)",
                        text -> Base64.getDecoder().decode(text));
            case "TIME" -> of(name, ColumnType.of(Kind.TIME), AS_TEXT, OutputColumn::microsOfDay);
            case "INTERVAL" -> of(name, ColumnType.TEXT, AS_TEXT, OutputColumn::isoInterval);
            case "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" ->
                new OutputColumn(
                        new ResultColumn(name, ColumnType.TIMESTAMP),
                        "CAST(%s AS TIMESTAMP)",
                        (v, row) -> micros(v.getLocalDateTime(row)));
            case "TIMESTAMP WITH TIME ZONE" -> direct(name, ColumnType.TEXT, (v, row) -> iso(v.getOffsetDateTime(row)));
            default -> of(name, ColumnType.TEXT, AS_TEXT, text -> text);
        };
    }

    private static OutputColumn direct(String name, ColumnType type, Reader reader) {
        return new OutputColumn(new ResultColumn(name, type), "", reader);
    }

    private interface TextReader {
        Object read(String text);
    }

    private static OutputColumn of(String name, ColumnType type, String conversion, TextReader reader) {
        return new OutputColumn(
                new ResultColumn(name, type), conversion, (vector, row) -> reader.read(vector.getString(row)));
    }

    private static long micros(LocalDateTime time) {
        return Math.addExact(
                Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), 1_000_000L), time.getNano() / 1_000);
    }

    private static String iso(OffsetDateTime time) {
        return ISO_OFFSET.format(time.withOffsetSameInstant(ZoneOffset.UTC));
    }

    private static long microsOfDay(String text) {
        return text.startsWith("24:")
                ? TimeUnit.DAYS.toMicros(1)
                : LocalTime.parse(text).toNanoOfDay() / 1_000;
    }

    /** {@code 1 year 2 months 03:04:05.5} as {@code P1Y2MT3H4M5.5S}. */
    static String isoInterval(String text) {
        StringBuilder iso = new StringBuilder("P");
        Matcher part = INTERVAL_PART.matcher(text);
        while (part.find()) {
            iso.append(part.group(1)).append(part.group(2).substring(0, 1).toUpperCase(Locale.ROOT));
        }
        Matcher time = INTERVAL_TIME.matcher(text);
        if (time.find() && !time.group().matches("[-0:.]+")) {
            String sign = time.group(1);
            iso.append('T');
            appendTime(iso, sign, time.group(2), "H");
            appendTime(iso, sign, time.group(3), "M");
            appendTime(iso, sign, time.group(4) + (time.group(5) == null ? "" : time.group(5)), "S");
        }
        return iso.length() == 1 ? "PT0S" : iso.toString();
    }

    private static void appendTime(StringBuilder iso, String sign, String digits, String unit) {
        BigDecimal value = new BigDecimal(digits).stripTrailingZeros();
        if (value.signum() != 0) {
            iso.append(sign).append(value.toPlainString()).append(unit);
        }
    }

    @Nullable
    Object value(DuckDBReadableVector vector, int row) {
        return vector.isNull(row) ? null : reader.read(vector, row);
    }
}
