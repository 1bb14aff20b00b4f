package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
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
        refused(() -> ColumnValues.fromMicros(CONTENT, 0), "column content");
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
}
