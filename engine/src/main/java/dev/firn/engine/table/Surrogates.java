package dev.firn.engine.table;

/** The halves of characters outside the basic plane in Java's texts; one that stands alone is no character. */
public final class Surrogates {
    private Surrogates() {}

    /** The index of the first half that stands alone, -1 when the text is well-formed. */
    public static int unpaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (Character.charCount(text.codePointAt(i)) == 1) {
                return i;
            }
            i++;
        }
        return -1;
    }
}
