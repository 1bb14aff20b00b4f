package dev.firn.engine.table;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** The text forms of bytes: base64 of RFC 4648 with its padding, or {@code \xDE\xAD} as DuckDB spells them. */
final class BytesText {
    static final String FORM = "expected base64 with its padding, or \\xDE\\xAD for each byte";

    private BytesText() {}

    /** The bytes; empty for a text in neither form. */
    static Optional<byte[]> parse(String text) {
        return text.startsWith("\\") ? escaped(text) : base64(text);
    }

    /** The bytes of hexadecimal digits. */
    static Optional<byte[]> hex(String digits) {
        try {
            return Optional.of(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            // The decoder overlooks a missing padding and bits behind the last byte.
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> escaped(String text) {
        byte[] bytes = new byte[text.length() / 4];
        for (int i = 0; i < text.length(); i += 4) {
            boolean whole = i + 4 <= text.length()
                    && text.startsWith("\\x", i)
                    && HexFormat.isHexDigit(text.charAt(i + 2))
                    && HexFormat.isHexDigit(text.charAt(i + 3));
            if (!whole) {
                return Optional.empty();
            }
            bytes[i / 4] = (byte) HexFormat.fromHexDigits(text, i + 2, i + 4);
        }
        return Optional.of(bytes);
    }
}
