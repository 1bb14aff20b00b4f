package dev.firn.engine.table;

/** The beginning of a text, as messages show it. */
public final class Excerpt {
    private Excerpt() {}

    /** The text, or as many of its first chars as may be shown, without half a surrogate pair, and an ellipsis. */
    public static String of(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
        return text.substring(0, end) + "…";
    }
}
