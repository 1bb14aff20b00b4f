package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
    @Test
    void splitsAtLineFeedsWithOrWithoutACarriageReturn() {
        assertThat(lines("a\nb\r\n\nc")).containsExactly("1:a", "2:b", "3:", "4:c");
        assertThat(lines("a\n")).containsExactly("1:a");
        assertThat(lines("\n")).containsExactly("1:");
        assertThat(lines("")).isEmpty();
        assertThat(lines("a\rb\n")).containsExactly("1:a\rb");
    }

    @Test
    void leavesOutAByteOrderMarkAtTheBeginningOnly() {
        assertThat(lines("\ufeffa\n\ufeffb")).containsExactly("1:a", "2:\ufeffb");
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void findsTheSameLinesHoweverTheInputIsCutUp(long seed) {
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 200; i++) {
            String line = "é".repeat(random.nextInt(random.nextInt(10) == 0 ? 40_000 : 50));
            expected.add(i + ":" + line);
            text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
        }

        InputStream dripping = new DrippingInput(text.toString().getBytes(StandardCharsets.UTF_8), random);

        assertThat(lines(new LineReader(dripping))).isEqualTo(expected);
    }

    @Test
    void takesALineOfOneMebibyteAndRefusesALongerOne() {
        String longest = "x".repeat(LineReader.MAX_LINE_BYTES);

        assertThat(lines("a\n" + longest + "\r\nb")).hasSize(3);
        assertRefused("a\n" + longest + "x\nb", 2, "longer than 1 MiB");
        assertRefused("a\n" + longest + "x", 2, "longer than 1 MiB");
        assertRefused("a\n" + longest.repeat(20), 2, "longer than 1 MiB");
    }

    @Test
    void readsNoFurtherThanNeededToRefuseAnEndlessLine() {
        InputStream endless = new InputStream() {
            private long given;

            @Override
            public int read() {
                throw new AssertionError("reads one byte at a time");
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                given += length;
                assertThat(given).isLessThan(5L << 20);
                return length;
            }
        };

        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> new LineReader(endless).advance());
    }

    @Test
    void refusesInvalidUtf8AtItsLine() {
        byte[] bytes = {'a', '\n', 'b', (byte) 0xC0, (byte) 0xAF, '\n'};

        assertRefused(new LineReader(new ByteArrayInputStream(bytes)), 2, "UTF-8");
    }

    @Test
    void saysWhereTheInputBrokeOff() {
        InputStream reset = new SequenceInputStream(
                new ByteArrayInputStream("a\nb".getBytes(StandardCharsets.UTF_8)), new BrokenInput());

        assertRefused(new LineReader(reset), 2, "broke off");
    }

    private static List<String> lines(String text) {
        return lines(reader(text));
    }

    private static List<String> lines(LineReader reader) {
        List<String> lines = new ArrayList<>();
        while (reader.advance()) {
            lines.add(reader.lineNumber() + ":"
                    + new String(
                            reader.bytes(), reader.start(), reader.end() - reader.start(), StandardCharsets.UTF_8));
        }
        return lines;
    }

    private static LineReader reader(String text) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertRefused(String text, long line, String reason) {
        assertRefused(reader(text), line, reason);
    }

    private static void assertRefused(LineReader reader, long line, String reason) {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> lines(reader))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
        assertThat(reader.lineNumber()).isEqualTo(line);
    }

    /** An input that fails at once. */
    private static final class BrokenInput extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("reset");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("reset");
        }
    }

    /** An input that gives between one and a hundred bytes at a time. */
    private static final class DrippingInput extends ByteArrayInputStream {
        private final Random random;

        DrippingInput(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(100)));
        }
    }
}
