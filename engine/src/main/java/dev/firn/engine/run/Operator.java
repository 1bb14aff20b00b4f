package dev.firn.engine.run;

/**
 * Who gives an order to a run, and why.
 *
 * @param reason in the operator's words, at most {@value #MAX_REASON_CHARACTERS} code points, empty when none was given
 */
public record Operator(String userId, String reason) {
    public static final int MAX_REASON_CHARACTERS = 200;
}
