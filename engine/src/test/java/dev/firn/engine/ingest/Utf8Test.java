package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "plain ascii of some length", "é", "aaaaaaa€", "李雷", "😀😀", "\0", "\uffff", "߿ࠀ"})
    void takesWhatJavaEncodes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8.isWellFormed(bytes, 0, bytes.length)).isTrue();
    }

    /** Short sequences from the bytes at which the rules change; the JDK's own decoder is the judge. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheJdkOnRandomBytes(long seed) {
        Random random = new Random(seed);
        int[] edges = {
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
            0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
        };
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(10)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) edges[random.nextInt(edges.length)];
            }
            assertThat(Utf8.isWellFormed(bytes, 0, bytes.length))
                    .as("%s", (Object) bytes)
                    .isEqualTo(jdkDecodes(bytes));
        }
    }

    private static boolean jdkDecodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
