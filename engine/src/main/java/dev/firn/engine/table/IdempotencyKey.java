package dev.firn.engine.table;

/**
 * A name that a user gives to a request, so that it is done once however often it is sent.
 *
 * @param text 1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String userId, String text) {
    private static final int MAX_LENGTH = 255;

    public IdempotencyKey {
        boolean visible = text.chars().allMatch(c -> c > ' ' && c < 0x7F);
        if (text.isEmpty() || text.length() > MAX_LENGTH || !visible) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "Cannot use the Idempotency-Key: it must be 1 to 255 visible ASCII characters");
        }
    }
}
