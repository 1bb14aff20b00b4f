package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.table.ColumnType.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnValuesTest {
    private static final Column FLAG = new Column(1, "flag", ColumnType.BOOLEAN, false);
    private static final Column TOKENS = new Column(2, "tokens", ColumnType.INT, false);
    private static final Column ID = new Column(3, "id", ColumnType.BIGINT, true);
    private static final Column COST = new Column(4, "cost", ColumnType.DOUBLE, false);
    private static final Column CONTENT = new Column(5, "content", ColumnType.TEXT, false);
    private static final Column CREATED = new Column(6, "created_at", ColumnType.TIMESTAMP, false);

    private static void refused(ThrowingCallable call, String... messageParts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TYPE_MISMATCH))
                .hasMessageContainingAll(messageParts);
    }

    @Test
    void keepsValuesAtTheEdgesOfEachType() {
        assertThat(ColumnValues.fromBoolean(FLAG, true)).isEqualTo(true);
        assertThat(ColumnValues.fromNumber(TOKENS, "-2147483648")).isEqualTo(Integer.MIN_VALUE);
        assertThat(ColumnValues.fromLong(TOKENS, 2147483647L)).isEqualTo(Integer.MAX_VALUE);
        assertThat(ColumnValues.fromNumber(ID, "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(ColumnValues.fromText(ID, "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(ColumnValues.fromNumber(COST, "1.7976931348623157E308")).isEqualTo(Double.MAX_VALUE);
        assertThat(ColumnValues.fromNumber(COST, "4.9e-324")).isEqualTo(Double.MIN_VALUE);
        assertThat(ColumnValues.fromNumber(COST, "-0.0")).isEqualTo(-0.0d);
        assertThat(ColumnValues.fromNumber(COST, "0e5")).isEqualTo(0.0d);
        assertThat(ColumnValues.fromText(CONTENT, "")).isEqualTo("");
        assertThat(ColumnValues.fromText(CONTENT, "a\u0000b \uD83D\uDE00 é")).isEqualTo("a\u0000b \uD83D\uDE00 é");
    }

    @Test
    void takesWholeNumbersHoweverTheyAreWritten() {
        assertThat(ColumnValues.fromNumber(TOKENS, "1.0")).isEqualTo(1);
        assertThat(ColumnValues.fromNumber(ID, "12e3")).isEqualTo(12_000L);
        assertThat(ColumnValues.fromDecimal(ID, new BigDecimal("5.00"))).isEqualTo(5L);
        assertThat(ColumnValues.fromDouble(TOKENS, -0.0)).isEqualTo(0);
        assertThat(ColumnValues.fromDouble(ID, 3.0)).isEqualTo(3L);
        assertThat(ColumnValues.fromText(ID, "+7")).isEqualTo(7L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "-2147483649", "9223372036854775808", "1e10", "1e999999999", "1e99999999999"})
    void refusesAnIntOutOfRange(String number) {
        refused(() -> ColumnValues.fromNumber(TOKENS, number), "column tokens of type INT", "range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1e19", "1e999999999"})
    void refusesABigintOutOfRange(String number) {
        refused(() -> ColumnValues.fromNumber(ID, number), "column id of type BIGINT", "range");
        refused(() -> ColumnValues.fromText(ID, "9223372036854775808"), "column id", "9223372036854775808", "range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e-3", "0.0000000001", "1e-999999999"})
    void refusesAFractionInAWholeNumber(String number) {
        refused(() -> ColumnValues.fromNumber(TOKENS, number), "column tokens", "fraction");
        refused(() -> ColumnValues.fromNumber(ID, number), "column id", "fraction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e400", "1e-400", "-1e-5000"})
    void refusesADoubleThatWouldBecomeInfiniteOrZero(String number) {
        refused(() -> ColumnValues.fromNumber(COST, number), "column cost of type DOUBLE", "range");
        refused(() -> ColumnValues.fromDecimal(COST, new BigDecimal(number)), "column cost", "range");
    }

    @Test
    void takesNanAndInfinityAsAnswersSpellThem() {
        assertThat(ColumnValues.fromText(COST, "NaN")).isEqualTo(Double.NaN);
        assertThat(ColumnValues.fromText(COST, "-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(ColumnValues.fromDouble(COST, Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
        refused(() -> ColumnValues.fromText(COST, "1.5"), "column cost", "'1.5'");
        refused(() -> ColumnValues.fromDouble(TOKENS, Double.NaN), "column tokens", "NaN");
    }

    @Test
    void refusesValuesOfAnotherKind() {
        refused(() -> ColumnValues.fromText(TOKENS, "12"), "'12'", "column tokens of type INT");
        refused(() -> ColumnValues.fromText(FLAG, "true"), "column flag of type BOOLEAN");
        refused(() -> ColumnValues.fromText(ID, "abc"), "'abc'", "column id of type BIGINT");
        refused(() -> ColumnValues.fromText(ID, ""), "''", "whole number");
        refused(() -> ColumnValues.fromText(ID, "-"), "whole number");
        refused(() -> ColumnValues.fromText(ID, " 1"), "whole number");
        refused(() -> ColumnValues.fromText(ID, "١"), "whole number");
        refused(() -> ColumnValues.fromLong(CONTENT, 5), "column content of type VARCHAR");
        refused(() -> ColumnValues.fromLong(FLAG, 1), "column flag of type BOOLEAN");
        refused(() -> ColumnValues.fromLong(CREATED, 1), "column created_at of type TIMESTAMP");
        refused(() -> ColumnValues.fromBoolean(TOKENS, true), "TRUE", "column tokens of type INT");
        refused(() -> ColumnValues.fromBoolean(CONTENT, false), "FALSE", "column content");
        refused(() -> ColumnValues.fromTyped(CONTENT, ColumnType.TIMESTAMP, 0L), "column content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1f", "0x10", "NaN", "Infinity", "--1", "1e", " 1", "1_000"})
    void refusesWhatIsNoNumber(String number) {
        refused(() -> ColumnValues.fromNumber(COST, number), "column cost");
        refused(() -> ColumnValues.fromNumber(ID, number), "column id");
    }

    @Test
    void shortensTheValueInTheMessage() {
        refused(() -> ColumnValues.fromText(ID, "x".repeat(100_000)), "'" + "x".repeat(40) + "…'");
        refused(() -> ColumnValues.fromNumber(ID, "9".repeat(100_000)), "9".repeat(40) + "… in column id");
        refused(() -> ColumnValues.fromText(ID, "x".repeat(39) + "\uD83D\uDE00"), "'" + "x".repeat(39) + "…'");
    }

    @Test
    void refusesATextLongerThanItsColumn() {
        Column title = new Column(7, "title", ColumnType.text(3), false);
        assertThat(ColumnValues.fromText(title, "a\uD83D\uDE00b")).isEqualTo("a\uD83D\uDE00b");
        refused(() -> ColumnValues.fromText(title, "abcd"), "'abcd'", "title of type VARCHAR(3)", "3 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "a\uDC00b", "\uD83D\uD83D\uDE00", "x\uD83D"})
    void refusesTextWithHalfASurrogatePair(String text) {
        refused(() -> ColumnValues.fromText(CONTENT, text), "column content", "surrogate");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-10-21T18:00:00.123456, 2025-10-21T18:00:00.123456Z",
        "2025-10-21 18:00:00, 2025-10-21T18:00:00Z",
        "2025-10-21t18:00, 2025-10-21T18:00:00Z",
        "2025-10-21, 2025-10-21T00:00:00Z",
        "2025-10-21T18:00:00Z, 2025-10-21T18:00:00Z",
        "2025-10-21T18:00:00.5+02:00, 2025-10-21T16:00:00.5Z",
        "2025-10-21T18:00:00-0530, 2025-10-21T23:30:00Z",
        "2025-10-21 18:00:00 +02, 2025-10-21T16:00:00Z",
        "2025-10-21T18:00:00.123456000Z, 2025-10-21T18:00:00.123456Z",
        "2024-02-29T00:00:00, 2024-02-29T00:00:00Z",
        "1969-12-31T23:59:59.999999, 1969-12-31T23:59:59.999999Z",
        "0001-01-01T00:00:00, 0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999, 9999-12-31T23:59:59.999999Z"
    })
    void readsTimesAsUtc(String text, String expected) {
        Instant instant = Instant.parse(expected);
        assertThat(ColumnValues.fromText(CREATED, text))
                .isEqualTo(instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2025-13-01",
                "2025-02-29",
                "1900-02-29",
                "2025-00-10",
                "2025-10-32",
                "2025-10-21T24:00:00",
                "2025-10-21T18:60:00",
                "2025-10-21T18:00:60",
                "2025-10-21T18",
                "2025-10-21T",
                "2025-10-21T18:00:00.",
                "2025-10-21T18:00:00.1234567",
                "2025-10-21T18:00:00Zx",
                "2025-10-21T18:00:00+",
                "2025-10-21T18:00:00+1",
                "2025-10-21T18:00:00+19:00",
                "2025-10-21T18:00:00+02:00:00",
                "2025-10-21T18:00:00[Europe/Berlin]",
                "2025-10-21 18:00:00 ",
                "0000-01-01",
                "0001-01-01T00:00:00+01:00",
                "9999-12-31T23:59:59-01:00",
                "12025-01-01",
                "1761069600",
                "infinity"
            })
    void refusesWhatIsNoTime(String text) {
        refused(() -> ColumnValues.fromText(CREATED, text), "'" + text + "'", "column created_at of type TIMESTAMP");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsRandomTimesLikeTheJdk(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            long second = random.nextLong(-62_135_596_800L + 86_400, 253_402_300_800L - 86_400);
            int nano = random.nextInt(1_000_000) * 1_000;
            OffsetDateTime time = Instant.ofEpochSecond(second, nano)
                    .atOffset(ZoneOffset.ofTotalSeconds(random.nextInt(-18 * 60, 18 * 60 + 1) * 60));
            assertThat(ColumnValues.fromText(CREATED, time.toString()))
                    .as("seed %s: %s", seed, time)
                    .isEqualTo(second * 1_000_000 + nano / 1_000);
        }
    }

    @Test
    void takesResultsOfExpressionsByTheSameRules() {
        assertThat(ColumnValues.fromTyped(ID, ColumnType.INT, 5)).isEqualTo(5L);
        assertThat(ColumnValues.fromTyped(TOKENS, ColumnType.decimal(38, 0), new BigDecimal(12)))
                .isEqualTo(12);
        assertThat(ColumnValues.fromTyped(COST, ColumnType.decimal(3, 2), new BigDecimal("1.25")))
                .isEqualTo(1.25);
        assertThat(ColumnValues.fromTyped(CREATED, ColumnType.of(ColumnType.Kind.DATE), 1))
                .isEqualTo(86_400_000_000L);
        assertThat(ColumnValues.fromTyped(CREATED, ColumnType.TIMESTAMP, 17L)).isEqualTo(17L);
        assertThat(ColumnValues.fromTyped(CREATED, ColumnType.TEXT, "1970-01-01T00:00:01"))
                .isEqualTo(1_000_000L);
        refused(() -> ColumnValues.fromTyped(TOKENS, ColumnType.DOUBLE, 2.5), "column tokens", "fraction");
        refused(() -> ColumnValues.fromTyped(CREATED, ColumnType.TIMESTAMP, Long.MAX_VALUE), "column created_at");
        refused(
                () -> ColumnValues.fromTyped(CONTENT, ColumnType.of(ColumnType.Kind.UUID), new java.util.UUID(1, 2)),
                "column content",
                "UUID");
    }

    private static Column of(ColumnType type) {
        return new Column(9, "c", type, false);
    }

    private static Column of(Kind kind) {
        return of(ColumnType.of(kind));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00",
        "-0.0, 0.00",
        "0e999999999, 0.00",
        "12.5, 12.50",
        "12.500000, 12.50",
        "1e3, 1000.00",
        "+7, 7.00",
        "99999999.99, 99999999.99",
        "-99999999.99, -99999999.99"
    })
    void takesADecimalExactly(String written, BigDecimal expected) {
        Column price = of(ColumnType.decimal(10, 2));
        assertThat(ColumnValues.fromText(price, written)).isEqualTo(expected);
        assertThat(ColumnValues.fromNumber(price, written)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.001, 2 digits after the point",
        "99999999.991, 2 digits after the point",
        "1e-999999999, 2 digits after the point",
        "100000000, range",
        "1e999999999, range",
        "-100000000.001, range",
        "abc, not a number",
        "'', number"
    })
    void refusesADecimalThatDoesNotFit(String written, String reason) {
        Column price = of(ColumnType.decimal(10, 2));
        refused(() -> ColumnValues.fromText(price, written), "column c of type DECIMAL(10,2)", reason);
        refused(() -> ColumnValues.fromNumber(price, written), "column c of type DECIMAL(10,2)", reason);
    }

    @Test
    void takesADecimalOf38Digits() {
        Column wide = of(ColumnType.decimal(38, 18));
        BigDecimal most = new BigDecimal("99999999999999999999.999999999999999999");
        assertThat(ColumnValues.fromText(wide, most.toString())).isEqualTo(most);
        assertThat(ColumnValues.fromTyped(wide, ColumnType.decimal(38, 18), most.negate()))
                .isEqualTo(most.negate());
        assertThat(ColumnValues.fromDouble(wide, 0.5)).isEqualTo(new BigDecimal("0.5").setScale(18));
        refused(() -> ColumnValues.fromDouble(wide, 0.1), "18 digits after the point");
        refused(() -> ColumnValues.fromDouble(wide, Double.NaN), "NaN", "finite");
        Column fraction = of(ColumnType.decimal(38, 38));
        assertThat(ColumnValues.fromLong(fraction, 0)).isEqualTo(BigDecimal.ZERO.setScale(38));
        refused(() -> ColumnValues.fromLong(fraction, 1), "range");
    }

    @Test
    void takesAFloatRoundedToTheNearest() {
        Column weight = of(Kind.FLOAT);
        assertThat(ColumnValues.fromNumber(weight, "0.1")).isEqualTo((double) 0.1f);
        assertThat(ColumnValues.fromNumber(weight, "3.4028235e38")).isEqualTo((double) Float.MAX_VALUE);
        assertThat(ColumnValues.fromLong(weight, 16_777_217)).isEqualTo(16_777_216.0);
        assertThat(ColumnValues.fromDouble(weight, 0.1)).isEqualTo((double) 0.1f);
        assertThat(ColumnValues.fromDouble(weight, Double.NaN)).isEqualTo(Double.NaN);
        assertThat(ColumnValues.fromText(weight, "-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
        // Through a double this would be rounded twice, to 1.
        assertThat(ColumnValues.fromNumber(weight, "1.00000005960464477539062500000000000000001"))
                .isEqualTo((double) 1.0000001f);
        for (String number : new String[] {"3.5e38", "-1e39", "1e-46"}) {
            refused(() -> ColumnValues.fromNumber(weight, number), "column c of type FLOAT", "range");
            refused(() -> ColumnValues.fromDouble(weight, Double.parseDouble(number)), "range");
            refused(() -> ColumnValues.fromDecimal(weight, new BigDecimal(number)), "range");
        }
    }

    @Test
    void takesASmallint() {
        assertThat(ColumnValues.fromLong(of(Kind.SMALLINT), -32_768)).isEqualTo(-32_768);
        assertThat(ColumnValues.fromNumber(of(Kind.SMALLINT), "3.2767e4")).isEqualTo(32_767);
        refused(() -> ColumnValues.fromLong(of(Kind.SMALLINT), 32_768), "32768", "type SMALLINT", "range");
        refused(() -> ColumnValues.fromNumber(of(Kind.SMALLINT), "-32769"), "-32769", "range");
        refused(() -> ColumnValues.fromNumber(of(Kind.SMALLINT), "0.5"), "fraction");
        refused(() -> ColumnValues.fromText(of(Kind.SMALLINT), "5"), "a text is not a SMALLINT");
    }

    @ParameterizedTest
    @CsvSource({"1970-01-01, 0", "1969-12-31, -1", "0001-01-01, -719162", "9999-12-31, 2932896", "2024-02-29, 19782"})
    void readsDays(String text, int day) {
        assertThat(ColumnValues.fromText(of(Kind.DATE), text)).isEqualTo(day);
        assertThat(ColumnValues.fromLiteral(of(Kind.DATE), Kind.DATE, text)).isEqualTo(day);
        assertThat(ColumnValues.fromLiteral(CREATED, Kind.DATE, text)).isEqualTo(day * 86_400_000_000L);
        assertThat(ColumnValues.fromLiteral(of(Kind.DATE), Kind.TIMESTAMP, text))
                .isEqualTo(day);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2025-02-29", "2025-10-21T00:00:00", "2025-10-21 ", "2025-1-1", "10000-01-01", "today"})
    void refusesWhatIsNoDay(String text) {
        refused(() -> ColumnValues.fromText(of(Kind.DATE), text), "'" + text + "'", "column c of type DATE");
    }

    @ParameterizedTest
    @CsvSource({
        "00:00, 0",
        "18:00:00.123456, 64800123456",
        "23:59:59.999999, 86399999999",
        "23:59:59.999999000, 86399999999",
        "18:00:00+02:00, 57600000000",
        "01:00+02:00, 82800000000",
        "23:30:00-01, 1800000000",
        "18:00:00Z, 64800000000"
    })
    void readsTimesOfDayAsUtc(String text, long micros) {
        assertThat(ColumnValues.fromText(of(Kind.TIME), text)).isEqualTo(micros);
        assertThat(ColumnValues.fromLiteral(of(Kind.TIME), Kind.TIME, text)).isEqualTo(micros);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "24:00:00", "18", "18:00:00.1234567", "18:60", "2025-10-21T18:00", "18:00:00+25:00"})
    void refusesWhatIsNoTimeOfDay(String text) {
        refused(() -> ColumnValues.fromText(of(Kind.TIME), text), "'" + text + "'", "column c of type TIME");
    }

    @Test
    void readsUuidsInAnyCase() {
        UUID uuid = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
        assertThat(ColumnValues.fromText(of(Kind.UUID), "123E4567-E89b-12D3-a456-426614174000"))
                .isEqualTo(uuid);
        assertThat(ColumnValues.fromTyped(of(Kind.UUID), ColumnType.of(Kind.UUID), uuid))
                .isEqualTo(uuid);
        for (String text : new String[] {
            "",
            "1-1-1-1-1",
            "123e4567e89b12d3a456426614174000",
            "{123e4567-e89b-12d3-a456-426614174000}",
            "g".repeat(36)
        }) {
            refused(() -> ColumnValues.fromText(of(Kind.UUID), text), "'" + text + "'", "column c of type UUID");
        }
    }

    @Test
    void readsBytes() {
        Column body = of(Kind.BYTES);
        assertThat(ColumnValues.fromText(body, "")).isEqualTo(new byte[0]);
        assertThat(ColumnValues.fromText(body, "AP8=")).isEqualTo(new byte[] {0, -1});
        assertThat(ColumnValues.fromText(body, "\\x00\\xfF")).isEqualTo(new byte[] {0, -1});
        assertThat(ColumnValues.fromLiteral(body, Kind.BYTES, "00fF")).isEqualTo(new byte[] {0, -1});
        for (String text : new String[] {"AP8", "AP9=", "AP8=\n", "AP_=", "ä", "\\x0", "\\x00g", "\\xDEAD"}) {
            refused(() -> ColumnValues.fromText(body, text), "column c of type BYTES", "base64");
        }
        refused(() -> ColumnValues.fromLiteral(body, Kind.BYTES, "0"), "X'0'", "hexadecimal");
        refused(() -> ColumnValues.fromLiteral(CONTENT, Kind.BYTES, "00"), "column content");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"abc\"",
                " { \"a\" : [1, 2.50, -0, 1e400, \"\\ud83d\\uDE00\\\\ud800\"] } ",
                "[]",
                "{\"a\":1,\"a\":2}",
                "true",
                "-0.0"
            })
    void keepsJsonAsItIsWritten(String text) {
        assertThat(ColumnValues.fromText(of(Kind.JSON), text)).isEqualTo(text);
        assertThat(ColumnValues.fromLiteral(of(Kind.JSON), Kind.JSON, text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "abc",
                "{",
                "\"\\ud800\"",
                "\"\\ud83d\\ud83d\\ude00\"",
                "{\"a\\uDE00\": 1}",
                "\"\\ud83dx\"",
                "{\"a\":1,}",
                "[1,]",
                "01",
                "+1",
                ".5",
                "1.",
                "NaN",
                "'a'",
                "\"a",
                "\"\\x\"",
                "1 2",
                "{}x",
                "\"a\u0000\"",
                "\"\n\"",
                "// c\n1",
                "\"\uD800\"",
                "[",
                "tru",
                "nulll"
            })
    void refusesWhatIsNoJson(String text) {
        refused(() -> ColumnValues.fromText(of(Kind.JSON), text), "column c of type JSON");
    }

    @Test
    void refusesJsonNestedOver1000Deep() {
        String deep = "[".repeat(1_000) + "]".repeat(1_000);
        assertThat(ColumnValues.fromText(of(Kind.JSON), deep)).isEqualTo(deep);
        refused(() -> ColumnValues.fromText(of(Kind.JSON), "[" + deep + "]"), "column c of type JSON");
    }

    @Test
    void refusesTypedValuesOfAnotherKind() {
        refused(() -> ColumnValues.fromLiteral(CREATED, Kind.TIME, "18:00"), "a TIME is not a TIMESTAMP");
        refused(() -> ColumnValues.fromLiteral(of(Kind.TIME), Kind.TIMESTAMP, "2025-10-21"), "not a TIME");
        refused(() -> ColumnValues.fromLiteral(of(Kind.DATE), Kind.TIMESTAMP, "2025-10-21 00:00:01"), "midnight");
        refused(() -> ColumnValues.fromLiteral(CONTENT, Kind.DATE, "2025-10-21"), "a DATE is not a VARCHAR");
        refused(() -> ColumnValues.fromTyped(of(Kind.DATE), ColumnType.of(Kind.DATE), 2_932_897), "9999");
        refused(() -> ColumnValues.fromTyped(of(Kind.TIME), ColumnType.of(Kind.TIME), 86_400_000_000L), "24:00");
        refused(() -> ColumnValues.fromLong(of(Kind.JSON), 5), "a number is not a JSON");
        refused(() -> ColumnValues.fromLong(of(Kind.DATE), 5), "a number is not a DATE");
        refused(() -> ColumnValues.fromBoolean(of(Kind.BYTES), true), "a boolean is not a BYTES");
    }
}
