package dev.firn.engine.query;

/**
 * A piece of a request's SQL.
 *
 * @param text the piece as the user wrote it
 * @param position the character of the request's SQL, counted from 1, at which it begins
 */
public record SqlText(String text, int position) {
    /** The request's character at a byte of this piece's UTF-8; 0, for unknown, outside it. */
    int positionOfByte(long byteOffset) {
        int index = 0;
        int characters = 0;
        long bytes = 0;
        while (index < text.length() && bytes < byteOffset) {
            int codePoint = text.codePointAt(index);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            index += Character.charCount(codePoint);
            characters++;
        }
        return byteOffset < 0 || bytes != byteOffset ? 0 : position + characters;
    }
}
