package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdsTest {
    @ParameterizedTest
    @ValueSource(strings = {"alice", "Alice", "u", "Ælfgifu", "李雷", "a b", "../../etc", "😀"})
    void takesAnyPrintableId(String id) {
        assertThat(UserIds.checked(id)).isEqualTo(id);
    }

    @Test
    void normalisesToNfc() {
        assertThat(UserIds.checked("cafe\u0301")).isEqualTo("caf\u00e9");
    }

    @Test
    void countsBytesOfUtf8() {
        assertThat(UserIds.checked("é".repeat(50))).hasSize(50);
        assertRefused("é".repeat(51));
        assertRefused("a".repeat(101));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "\0", "a\u007f", "a\u0085", "\ud800", "a\udc00b"})
    void refusesEmptyControlAndBrokenText(String id) {
        assertRefused(id);
    }

    private static void assertRefused(String id) {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> UserIds.checked(id))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
    }
}
