package dev.firn.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** A static file of the admin UI: its bytes, also compressed when that pays, and a tag that changes with them. */
record AdminFile(String type, byte[] bytes, Optional<byte[]> gzip, String tag) {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html;charset=utf-8"),
            Map.entry("js", "text/javascript;charset=utf-8"),
            Map.entry("css", "text/css;charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("txt", "text/plain;charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"));
    private static final Set<String> COMPRESSED = Set.of("html", "js", "css", "json", "txt", "svg");
    private static final int TAG_BYTES = 12;

    static AdminFile of(String path, byte[] bytes) {
        String extension = path.substring(path.lastIndexOf('.') + 1);
        Optional<byte[]> gzip = COMPRESSED.contains(extension) ? smaller(bytes) : Optional.empty();
        return new AdminFile(TYPES.getOrDefault(extension, "application/octet-stream"), bytes, gzip, tag(bytes));
    }

    private static Optional<byte[]> smaller(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(compressed.toByteArray()).filter(packed -> packed.length < bytes.length);
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "W/\"" + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
