package dev.firn.engine.table;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** The rule for user ids: NFC, case-sensitive, 1 to 100 bytes of UTF-8, no control characters. */
public final class UserIds {
    /** The longest id, in bytes of UTF-8. */
    public static final int MAX_BYTES = 100;

    private UserIds() {}

    /**
     * The id in its normal form NFC.
     *
     * @throws EngineException INVALID_INPUT for an id that breaks the rule
     */
    public static String checked(String id) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(id)) {
            throw invalid("half of a surrogate pair stands alone in it");
        }
        if (id.length() > MAX_BYTES || id.isEmpty()) {
            throw invalid("it must have 1 to 100 bytes of UTF-8");
        }
        String normal = Normalizer.normalize(id, Normalizer.Form.NFC);
        if (normal.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw invalid("it must have 1 to 100 bytes of UTF-8");
        }
        if (normal.chars().anyMatch(Character::isISOControl)) {
            throw invalid("it holds a control character");
        }
        return normal;
    }

    private static EngineException invalid(String reason) {
        return new EngineException(ErrorCode.INVALID_INPUT, "Cannot use this user id: " + reason);
    }
}
