package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SqlTextTest {
    @Test
    void positionsCountCodePoints() {
        String text = "SELECT 'aé😀' + x";
        int bytesBeforeX = text.substring(0, text.indexOf('x')).getBytes(StandardCharsets.UTF_8).length;
        assertThat(new SqlText(text, 11).positionOfByte(bytesBeforeX)).isEqualTo(11 + 15);
        assertThat(new SqlText(text, 1).positionOfByte(0)).isEqualTo(1);
    }

    @Test
    void aByteWithinACharacterOrOutsideTheTextHasNoPosition() {
        SqlText text = new SqlText("😀", 1);
        assertThat(text.positionOfByte(-1)).isZero();
        assertThat(text.positionOfByte(2)).isZero();
        assertThat(text.positionOfByte(4)).isEqualTo(2);
        assertThat(text.positionOfByte(5)).isZero();
    }
}
