package dev.firn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderBodyTest {
    private static final String TWO_HUNDRED = "❄".repeat(100) + "🏔".repeat(100);

    @Test
    void readsTheReason() {
        assertThat(read("{\"reason\":\"disk freed\"}")).isEqualTo("disk freed");
        assertThat(read("{\"reason\":\"" + TWO_HUNDRED + "\"}")).isEqualTo(TWO_HUNDRED);
        assertThat(read("{\"reason\":\"\"}")).isEmpty();
        assertThat(read("{}")).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded"})
    void takesNothingForNoReasonWhateverItsType(@Nullable String contentType) {
        assertThat(read(contentType, "")).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithTheReason() {
        String expected = "Cannot read the body: field 'reason' must be a string of at most 200 characters";
        assertThat(refusal("{\"reason\":\"" + TWO_HUNDRED + "x\"}")).hasMessage(expected);
        for (String value : new String[] {"1", "null", "true", "[\"a\"]", "{}"}) {
            assertThat(refusal("{\"reason\":" + value + "}")).as(value).hasMessage(expected);
        }
        assertThat(refusal("{\n \"reason\": 1}").details())
                .containsEntry("line", 2)
                .containsEntry("column", 12);
    }

    @Test
    void saysWhatIsWrongWithTheBody() {
        assertThat(refusal("{\"why\":\"a\"}")).hasMessage("Cannot read the body: field 'why' is unknown");
        assertThat(refusal("{\"reason\":\"a\",\"reason\":\"b\"}"))
                .hasMessage("Cannot read the body: Duplicate field 'reason'");
        assertThat(refusal("\"a\"")).hasMessage("Cannot read the body: expected a JSON object");
        assertThat(refusal("{\"reason\":\"a\"} {}"))
                .hasMessage("Cannot read the body: something follows the JSON object");
        assertThat(refusal("reason=a").code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refusal("{" + " ".repeat(4 << 10) + "}").code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""})
    void refusesABodyOfAnotherType(@Nullable String contentType) {
        EngineException refusal = refusal(contentType, "{\"reason\":\"a\"}");

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        assertThat(refusal).hasMessage("Cannot read the body: its media type must be application/json");
    }

    @Test
    void takesTheTypeInAnyCaseAndWithACharset() {
        assertThat(read("Application/JSON ;charset=utf-8", "{\"reason\":\"a\"}"))
                .isEqualTo("a");
    }

    private static String read(String body) {
        return read(Json.TYPE, body);
    }

    private static String read(@Nullable String contentType, String body) {
        return OrderBody.reason(contentType, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static EngineException refusal(String body) {
        EngineException refusal = refusal(Json.TYPE, body);
        assertThat(refusal.code()).isIn(ErrorCode.INVALID_INPUT, ErrorCode.PAYLOAD_TOO_LARGE);
        return refusal;
    }

    private static EngineException refusal(@Nullable String contentType, String body) {
        EngineException refusal = catchThrowableOfType(EngineException.class, () -> read(contentType, body));
        assertThat(refusal).as("%s: %s", contentType, body).isNotNull();
        return refusal;
    }
}
