package dev.firn.engine.table;

import java.time.LocalDate;

/**
 * The text forms of a point in time ({@code 2025-10-21}, {@code 2025-10-21 18:00},
 * {@code 2025-10-21T18:00:00.123456+02:00}), of a day ({@code 2025-10-21}) and of a time of day
 * ({@code 18:00:00.123456+02:00}).
 *
 * <p>A date alone is its midnight. A time with an offset ({@code Z}, {@code +02}, {@code +0200}, {@code +02:00})
 * becomes UTC, without one it is UTC; a time of day turns on the clock's face: {@code 01:00+02:00} is 23:00. Years run
 * from 0001 to 9999, in UTC. Digits finer than a microsecond must be zero. Read by hand, because bulk imports read one
 * for each row.
 */
final class TimestampText {
    static final long MICROS_A_DAY = 86_400_000_000L;

    /** 0001-01-01. */
    static final long MIN_DAY = LocalDate.of(1, 1, 1).toEpochDay();

    /** 9999-12-31. */
    static final long MAX_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    /** 0001-01-01T00:00:00 UTC. */
    static final long MIN_MICROS = MIN_DAY * MICROS_A_DAY;

    /** 9999-12-31T23:59:59.999999 UTC. */
    static final long MAX_MICROS = (MAX_DAY + 1) * MICROS_A_DAY - 1;

    private static final String POINT_IN_TIME = "expected the form 2025-10-21T18:00:00.123456, an offset may follow";

    private static final int[] DAYS_IN_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private final String text;
    private final String expectedForm;
    private int at;

    private TimestampText(String text, String expectedForm) {
        this.text = text;
        this.expectedForm = expectedForm;
    }

    /**
     * Reads a time as UTC microseconds since 1970.
     *
     * @throws Unreadable with the reason
     */
    static long parse(String text) throws Unreadable {
        TimestampText reading = new TimestampText(text, POINT_IN_TIME);
        long micros = reading.read();
        if (micros < MIN_MICROS || micros > MAX_MICROS) {
            throw new Unreadable("times run from year 0001 to 9999, UTC");
        }
        return micros;
    }

    /**
     * Reads a day as days since 1970-01-01.
     *
     * @throws Unreadable with the reason
     */
    static int parseDay(String text) throws Unreadable {
        TimestampText reading = new TimestampText(text, "expected the form 2025-10-21");
        long day = reading.date();
        reading.expectEnd();
        return (int) day;
    }

    /**
     * Reads a time of day as UTC microseconds since midnight.
     *
     * @throws Unreadable with the reason
     */
    static long parseTimeOfDay(String text) throws Unreadable {
        TimestampText reading = new TimestampText(text, "expected the form 18:00:00.123456, an offset may follow");
        long micros = reading.timeOfDayMicros();
        return Math.floorMod(micros - reading.offsetSeconds() * 1_000_000L, MICROS_A_DAY);
    }

    private long read() throws Unreadable {
        long days = date();
        if (at == text.length()) {
            return days * MICROS_A_DAY;
        }
        char separator = text.charAt(at++);
        if (separator != 'T' && separator != 't' && separator != ' ') {
            throw malformed();
        }
        long micros = timeOfDayMicros();
        return days * MICROS_A_DAY + micros - offsetSeconds() * 1_000_000L;
    }

    private long date() throws Unreadable {
        int year = digits(4);
        expect('-');
        int month = digits(2);
        expect('-');
        int day = digits(2);
        if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
            throw new Unreadable("there is no such day");
        }
        return LocalDate.of(year, month, day).toEpochDay();
    }

    private static int daysIn(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : DAYS_IN_MONTH[month - 1];
    }

    private long timeOfDayMicros() throws Unreadable {
        int hour = digits(2);
        expect(':');
        int minute = digits(2);
        int second = 0;
        int micros = 0;
        if (peek() == ':') {
            at++;
            second = digits(2);
            if (peek() == '.' || peek() == ',') {
                at++;
                micros = fraction();
            }
        }
        if (hour > 23 || minute > 59 || second > 59) {
            throw new Unreadable("there is no such time of day");
        }
        return ((hour * 60L + minute) * 60L + second) * 1_000_000L + micros;
    }

    private int fraction() throws Unreadable {
        int micros = 0;
        int count = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            int digit = text.charAt(at++) - '0';
            if (count < 6) {
                micros = micros * 10 + digit;
            } else if (digit != 0) {
                throw new Unreadable("it is finer than a microsecond");
            }
            count++;
        }
        if (count == 0) {
            throw malformed();
        }
        for (int i = count; i < 6; i++) {
            micros *= 10;
        }
        return micros;
    }

    private int offsetSeconds() throws Unreadable {
        if (peek() == ' ' && at + 1 < text.length()) {
            at++;
        }
        if (at == text.length()) {
            return 0;
        }
        char sign = text.charAt(at++);
        if (sign == 'Z' || sign == 'z') {
            expectEnd();
            return 0;
        }
        if (sign != '+' && sign != '-') {
            throw malformed();
        }
        int hours = digits(2);
        int minutes = 0;
        if (at < text.length()) {
            if (peek() == ':') {
                at++;
            }
            minutes = digits(2);
        }
        expectEnd();
        if (hours > 18 || minutes > 59 || (hours == 18 && minutes > 0)) {
            throw new Unreadable("there is no such offset");
        }
        int seconds = (hours * 60 + minutes) * 60;
        return sign == '-' ? -seconds : seconds;
    }

    private int digits(int count) throws Unreadable {
        int value = 0;
        for (int i = 0; i < count; i++) {
            char c = peek();
            if (!isDigit(c)) {
                throw malformed();
            }
            value = value * 10 + (c - '0');
            at++;
        }
        return value;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void expect(char expected) throws Unreadable {
        if (peek() != expected) {
            throw malformed();
        }
        at++;
    }

    private void expectEnd() throws Unreadable {
        if (at != text.length()) {
            throw malformed();
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private Unreadable malformed() {
        return new Unreadable(expectedForm);
    }

    /** The reason why a text is no time. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Unreadable(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}
